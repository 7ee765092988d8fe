import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openWiredShard } from '../../../scripts/testing/booking/wired-shard.ts';
import { rows, sendTogether, write } from './statements.ts';
import { mysqlError, readOnly } from '../../../scripts/testing/servers/mysql-answers.ts';
import { openPool, type Pool } from './pool.ts';
import { exchange, transaction } from './transaction.ts';

let system: Awaited<ReturnType<typeof openWiredShard>>;
let pool: Pool;

beforeAll(async () => {
  system = await openWiredShard();
});
afterAll(() => system.close());
beforeEach(() => {
  system.wire.onSend = () => 'pass';
  pool = openPool(system.wire.url, 2);
  return () => pool.end().catch(() => {});
});

const note = (id: string) => ['INSERT INTO seat_repairs (order_id, event_id) VALUES (?, ?)', [id, 'evt']] as const;
const noted = async (id: string) =>
  (await rows(system.shard.pool, 'SELECT order_id FROM seat_repairs WHERE order_id = ?', [id])).length;
/** A query of this text alone: READ COMMITTED is another. MySQL 8 has the number of attributes between the two. */
const COMMITS = ['\x03COMMIT', '\x03\0\x01COMMIT'];
const isCommit = (chunk: Buffer) => COMMITS.some((text) => chunk.includes(text));
const away = { code: 'unavailable', status: 503 };

test('every connection reads committed rows, waits for locks a while, and loses them when its process is silent', async () => {
  const [session] = await rows<Record<string, unknown>>(
    pool,
    'SELECT @@innodb_lock_wait_timeout AS locks, @@wait_timeout AS silence, @@time_zone AS zone',
  );
  expect(session).toEqual({ locks: 3, silence: 20, zone: '+00:00' });
  const committed = await transaction(pool, async (connection) => {
    const before = await noted('isolation');
    await rows(connection, 'SELECT order_id FROM seat_repairs');
    await write(system.shard.pool, ...note('isolation'));
    const seen = await rows(connection, "SELECT order_id FROM seat_repairs WHERE order_id = 'isolation'");
    return [before, seen.length];
  });
  expect(committed).toEqual([0, 1]);
});

test('a server that stops answering is a 503 for everybody, also for those who wait for a connection; then all is well again', async () => {
  await rows(pool, 'SELECT 1');
  system.wire.freeze();
  const asked = [
    ...Array.from({ length: 6 }, () => rows(pool, 'SELECT 1')),
    ...Array.from({ length: 3 }, () => transaction(pool, (connection) => write(connection, ...note('frozen')))),
  ];
  const answers = await Promise.allSettled(asked);
  expect(answers.map((answer) => (answer as PromiseRejectedResult).reason)).toEqual(
    asked.map(() => expect.objectContaining(away)),
  );
  system.wire.thaw();
  expect(await rows(pool, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  expect(await noted('frozen')).toBe(0);
});

test('a connection that is killed within a transaction is a 503, and leaves nothing behind', async () => {
  const killed = transaction(pool, async (connection) => {
    const [me] = await rows<{ id: number }>(connection, 'SELECT CONNECTION_ID() AS id');
    await write(connection, ...note('killed'));
    await system.shard.pool.query(`KILL ${me?.id}`);
    await write(connection, ...note('killed too'));
  });
  await expect(killed).rejects.toMatchObject(away);
  expect([await noted('killed'), await noted('killed too')]).toEqual([0, 0]);
  await transaction(pool, (connection) => write(connection, ...note('after')));
  expect(await noted('after')).toBe(1);
});

test('connections that are killed while nobody uses them harm nobody for long', async () => {
  const ids = await Promise.all(
    [1, 2].map(() =>
      transaction(pool, async (connection) => {
        const [me] = await rows<{ id: number }>(connection, 'SELECT CONNECTION_ID() AS id, SLEEP(0.05)');
        return me?.id;
      }),
    ),
  );
  for (const id of new Set(ids)) await system.shard.pool.query(`KILL ${id}`);
  await expect.poll(() => rows(pool, 'SELECT 1 AS one').catch(() => [])).toEqual([{ one: 1 }]);
});

test('outcome_unknown when the connection is killed in place of an answer to COMMIT', async () => {
  system.wire.onSend = (chunk) => (isCommit(chunk) ? 'cut before the answer' : 'pass');
  const lost = transaction(pool, (connection) => write(connection, ...note('lost')));
  await expect(lost).rejects.toMatchObject({ code: 'outcome_unknown' });
  await expect.poll(() => noted('lost')).toBe(1);
});

test('of two transactions that wait for each other, both are done in the end', async () => {
  for (const id of ['one', 'two']) await write(pool, ...note(id));
  let arrived = 0;
  const both = Promise.withResolvers<void>();
  const meet = async () => {
    if (++arrived === 2) both.resolve();
    await both.promise;
  };
  const take = (first: string, second: string) =>
    transaction(pool, async (connection) => {
      const lock = (id: string) =>
        rows(connection, 'SELECT order_id FROM seat_repairs WHERE order_id = ? FOR UPDATE', [id]);
      await lock(first);
      await meet();
      await lock(second);
    });
  await Promise.all([take('one', 'two'), take('two', 'one')]);
  expect(arrived).toBeGreaterThan(2);
});

const READ_ONLY = mysqlError(1290, 'HY000', 'The MySQL server is running with the --read-only option');

/** What the wire does with the first of what is meant. */
function once(isMeant: (chunk: Buffer) => boolean, answer: Buffer): () => number {
  let struck = 0;
  system.wire.onSend = (chunk) => (isMeant(chunk) && struck++ === 0 ? { answer } : 'pass');
  return () => struck;
}

const connectionOf = async () =>
  (await rows<{ id: number }>(pool, 'SELECT CONNECTION_ID() AS id')).map(({ id }) => id)[0];

describe('a server that does not write any more', () => {
  test('is left with all connections, and the transaction is run on a new one', async () => {
    const before = await connectionOf();
    const struck = once((chunk) => chunk.includes('START TRANSACTION'), READ_ONLY);
    await transaction(pool, (connection) => write(connection, ...note('moved')));
    expect([await noted('moved'), struck()]).toEqual([1, 2]);
    expect(await connectionOf()).not.toBe(before);
  });

  test('after a fail-over, live connections to the old primary cost nobody more than a moment', async () => {
    await Promise.all([1, 2].map(() => rows(pool, 'SELECT SLEEP(0.05)')));
    system.wire.strand(readOnly);
    const orders = Array.from({ length: 6 }, (_, index) =>
      transaction(pool, (connection) => write(connection, ...note(`failed over ${index}`))),
    );
    await Promise.all(orders);
    await write(pool, ...note('failed over, alone'));
    expect(await noted('failed over 5')).toBe(1);
    expect(await noted('failed over, alone')).toBe(1);
  });

  test('refuses a COMMIT, too: nothing was committed, so it is run again', async () => {
    once(isCommit, READ_ONLY);
    await transaction(pool, (connection) => write(connection, ...note('moved at the end')));
    expect(await noted('moved at the end')).toBe(1);
  });

  test('is 503 unavailable, not outcome_unknown, as long as there is no other', async () => {
    system.wire.onSend = (chunk) => (isCommit(chunk) ? { answer: READ_ONLY } : 'pass');
    const refused = transaction(pool, (connection) => write(connection, ...note('nowhere')));
    await expect(refused).rejects.toMatchObject(away);
    expect(await noted('nowhere')).toBe(0);
  });
});

test('of statements sent together, an error before the COMMIT is 503 unavailable, and one at it outcome_unknown', async () => {
  const together = openPool(system.wire.url, 1, true);
  const sell = (errno: number, after: number) => {
    const said = mysqlError(errno, 'HY000', 'as the server says it', after);
    system.wire.onSend = (chunk) => (chunk.includes('DO 1') ? { answer: said } : 'pass');
    return exchange(together, (connection, committing) =>
      sendTogether(
        connection,
        ['START TRANSACTION', 'DO 1', 'COMMIT'].map((sql) => ({ sql, values: [] })),
        committing,
      ),
    );
  };
  await expect(sell(1317, 1)).rejects.toMatchObject({ code: 'unavailable' });
  await expect(sell(1317, 2)).rejects.toMatchObject({ code: 'outcome_unknown' });
  await expect(sell(1105, 1), 'a bug is a bug').rejects.toMatchObject({ errno: 1105 });
  await expect(sell(1105, 2)).rejects.toMatchObject({ code: 'outcome_unknown' });
  await expect(sell(1290, 2)).rejects.toMatchObject({ code: 'unavailable' });
  await together.end();
});

test('no connection is used for longer than its time', async () => {
  const short = openPool(system.wire.url, 2, false, 400);
  const ids = new Set<number>();
  for (let asked = 0; asked < 12; asked++) {
    const [me] = await rows<{ id: number }>(short, 'SELECT CONNECTION_ID() AS id, SLEEP(0.05)');
    if (me) ids.add(me.id);
  }
  await short.end();
  expect(ids.size).toBeGreaterThan(1);
  expect(ids.size).toBeLessThan(8);
});
