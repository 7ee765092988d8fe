/** A connection to a shard for whoever moves slots: values go over as they stand in their columns, and no two movers have one at a time. */
import { createConnection, type Connection, type ResultSetHeader, type RowDataPacket } from 'mysql2/promise';
import { mysqlOptions } from '../../servers/server-trust.ts';
import { Fault } from '../../cli/fault.ts';

/** A value as it goes over: dates and large numbers as text. */
export type Value = string | number | Buffer | null;
/** A row by its columns. */
export type TableRow = Record<string, Value>;

/** Below a fence's limit: whoever waits longer for a lock gives up. */
const LOCK_WAIT_SECONDS = 2;
/** A table of a slot is read in parts; none takes as long. */
const STATEMENT_MS = 60_000;

/** One shard. */
export class ShardConnection {
  readonly name: string;
  readonly #connection: Connection;

  private constructor(name: string, connection: Connection) {
    this.name = name;
    this.#connection = connection;
  }

  /** @throws Fault when somebody else is moving slots from or to it */
  static async open(name: string, url: string): Promise<ShardConnection> {
    const connection = await createConnection({
      ...mysqlOptions(url),
      dateStrings: true,
      supportBigNumbers: true,
      bigNumberStrings: true,
      charset: 'utf8mb4_bin',
      connectTimeout: 3_000,
    });
    connection.on('error', () => {}); // whoever uses it hears of it
    const shard = new ShardConnection(name, connection);
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
    const [found] = await this.#connection.query<RowDataPacket[]>({ sql, timeout: STATEMENT_MS }, [...values]);
    return found as Row[];
  }

  /** Runs anything else. @returns how many rows it matched */
  async run(sql: string, values: readonly Value[] = []): Promise<number> {
    const [{ affectedRows }] = await this.#connection.query<ResultSetHeader>({ sql, timeout: STATEMENT_MS }, [
      ...values,
    ]);
    return affectedRows;
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
