/** A connection to a shard for whoever moves slots: values go over as they stand in their columns, and no two movers have one at a time. */
import { createConnection, type Connection, type ResultSetHeader, type RowDataPacket } from 'mysql2/promise';
import { mysqlOptions } from '../../servers/server-trust.ts';
import { Fault } from '../../cli/fault.ts';
import { reasonOf } from '../../system/databases/database-error.ts';

/** A value as it goes over: dates and large numbers as text. */
export type Value = string | number | Buffer | null;
/** A row by its columns. */
export type TableRow = Record<string, Value>;

/** Below a fence's limit: whoever waits longer for a lock gives up. */
const LOCK_WAIT_SECONDS = 2;
const CONNECT_MS = 10_000;
/** A table of a slot is read in parts; none takes as long. */
const STATEMENT_MS = 60_000;

/** One shard. */
export class ShardConnection {
  readonly name: string;
  readonly #host: string;
  readonly #connection: Connection;

  private constructor(name: string, host: string, connection: Connection) {
    this.name = name;
    this.#host = host;
    this.#connection = connection;
  }

  /** @throws Fault when it does not let one in, or somebody else is moving slots from or to it */
  static async open(name: string, url: string): Promise<ShardConnection> {
    const { host } = new URL(url);
    const connection = await createConnection({
      ...mysqlOptions(url),
      dateStrings: true,
      supportBigNumbers: true,
      bigNumberStrings: true,
      charset: 'utf8mb4_bin',
      connectTimeout: CONNECT_MS,
    }).catch((error: unknown) => {
      throw new Fault(`shard ${name} at ${host}: ${reasonOf(error)}`, { cause: error });
    });
    connection.on('error', () => {}); // whoever uses it hears of it
    const shard = new ShardConnection(name, host, connection);
    await shard.run('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
    await shard.run("SET SESSION sql_mode = 'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'");
    await shard.run(
      `SET SESSION time_zone = '+00:00', SESSION innodb_lock_wait_timeout = ${LOCK_WAIT_SECONDS}, SESSION group_concat_max_len = 1024`,
    );
    const [{ got } = { got: 0 }] = await shard.rows<{ got: number | string }>(
      "SELECT GET_LOCK(LEFT(CONCAT(DATABASE(), ' slots'), 64), 1) AS got",
    );
    if (Number(got) === 1) return shard;
    await shard.close();
    throw new Fault(`somebody else is moving slots from or to ${name}`);
  }

  /** Runs a SELECT. */
  async rows<Row = TableRow>(sql: string, values: readonly Value[] = []): Promise<Row[]> {
    return (await this.#asked<RowDataPacket[]>(sql, values)) as Row[];
  }

  /** Runs anything else. @returns how many rows it matched */
  async run(sql: string, values: readonly Value[] = []): Promise<number> {
    return (await this.#asked<ResultSetHeader>(sql, values)).affectedRows;
  }

  /** @throws Fault when there is no answer; what the server says as it is: some of it is tried again */
  async #asked<Answer extends RowDataPacket[] | ResultSetHeader>(
    sql: string,
    values: readonly Value[],
  ): Promise<Answer> {
    try {
      const [answer] = await this.#connection.query<Answer>({ sql, timeout: STATEMENT_MS }, [...values]);
      return answer;
    } catch (error) {
      if ((error as { sqlMessage?: string }).sqlMessage !== undefined) throw error;
      throw new Fault(
        `shard ${this.name} at ${this.#host}: ${reasonOf(error)}; when it does, npm run reshard goes on`,
        {
          cause: error,
        },
      );
    }
  }

  /** Runs work in one transaction. */
  async transaction<T>(work: () => Promise<T>): Promise<T> {
    await this.run('START TRANSACTION');
    try {
      const done = await work();
      await this.run('COMMIT');
      return done;
    } catch (error) {
      await this.run('ROLLBACK').catch(() => {}); // what broke it is the news
      throw error;
    }
  }

  /** Ends it, and with it what it has locked. */
  async close(): Promise<void> {
    await this.#connection.end().catch(() => this.#connection.destroy());
  }

  /** Ends it as a process does that is killed. */
  destroy(): void {
    this.#connection.destroy();
  }
}

/** `?,?,?` */
export const marks = (count: number): string => '?,'.repeat(count).slice(0, -1);
