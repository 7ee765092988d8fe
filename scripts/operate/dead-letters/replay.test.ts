import { type AddressInfo, createServer } from 'node:net';
import type { RowDataPacket } from 'mysql2';
import { ulid } from 'ulid';
import { describe, expect, test } from 'vitest';
import { takeOut } from './letters.ts';
import {
  cli,
  CONFIRMED,
  insert,
  keep,
  order,
  orderId,
  SOURCE,
  spy,
  startWithLetters,
  system,
} from './fixtures/kept-letters.ts';

startWithLetters();

const heardOf = (id: string) => spy.heard(orderId).filter((event) => event.id === id);

async function idsOn(shard: string): Promise<string[]> {
  const [rows] = await system.database(shard).query<RowDataPacket[]>('SELECT event_id AS id FROM dead_letters');
  return rows.map((row) => String(row['id']));
}

/** Where nobody listens. */
async function closedUrl(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}/`;
}

async function isSomebodyWaiting(): Promise<boolean> {
  // The server renews this table only for those who have not asked for a tenth of a second.
  await new Promise((resolve) => setTimeout(resolve, 150));
  const [rows] = await system
    .database('u0')
    .query<RowDataPacket[]>("SELECT 1 FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'");
  return rows.length > 0;
}

const recordsOnU1 = async () => {
  const [rows] = await system.database('u1').query<RowDataPacket[]>('SELECT order_id FROM order_records');
  return rows.map((row) => String(row['order_id']));
};

describe('replay', () => {
  test('hands the event on as it came; once it is handled, a repetition changes nothing', async () => {
    const id = ulid();
    for (const times of [1, 2]) {
      await keep(id);
      expect(await cli('replay', SOURCE, id)).toEqual({
        code: 0,
        output: `replayed u0 ${SOURCE} ${id}\n1 replayed\n`,
        errors: '',
      });
      const heard = await system.until('it is heard', async () => heardOf(id).length === times && heardOf(id).at(-1));
      expect(heard).toMatchObject({ id, source: SOURCE, type: CONFIRMED, slot: '0a7', data: JSON.parse(order) });
      expect(heard.time).toBe('2026-05-14T18:30:00.000Z');
      expect(await idsOn('u0')).toEqual([]);
      await system.until('it is handled', async () => (await recordsOnU1()).length > 0);
    }
    await system.platform.idle(20_000);
    expect(await recordsOnU1()).toEqual([orderId]);
  });

  test('an event that cannot be handled this time either comes back', async () => {
    await keep('hopeless', { data: '{"order":"torn"}' });
    const outcome = await cli('replay', '--all');
    expect(outcome).toMatchObject({ code: 0, output: `replayed u0 ${SOURCE} hopeless\n1 replayed\n` });
    await system.until('it is there again', async () => (await idsOn('u0')).includes('hopeless'));
    expect((await cli('show', SOURCE, 'hopeless')).output).not.toContain('every delivery failed');
  });

  test('--all takes every shard; what the broker does not want stays and is told', async () => {
    const [good, other] = [ulid(), ulid()];
    await keep(good);
    await insert('catalog', 'torn', 'no JSON');
    const attributes = { 'ce-specversion': '1.0', 'ce-source': SOURCE, 'ce-type': CONFIRMED, 'ce-subject': orderId };
    await insert('e1', 'nameless', JSON.stringify({ headers: system.proven(attributes, '{}'), body: '{}' }));
    const named = { ...attributes, 'ce-id': other, 'ce-slot': '0a7', 'ce-time': new Date().toISOString() };
    await insert('e1', other, JSON.stringify({ headers: system.proven(named, order), body: order }));
    await insert('e1', 'proofless', JSON.stringify({ headers: named, body: order }));
    await insert(
      'e1',
      'forged',
      JSON.stringify({ headers: { ...system.proven(named, order), 'ce-id': 'x' }, body: order }),
    );
    const { code, output, errors } = await cli('replay', '--all');
    expect(code).toBe(1);
    expect(output).toBe(`replayed u0 ${SOURCE} ${good}\nreplayed e1 ${SOURCE} ${other}\n2 replayed, 4 not\n`);
    expect(errors.split('\n').toSorted()).toEqual([
      '',
      `catalog ${SOURCE} torn: it is not kept as headers and body`,
      `e1 ${SOURCE} forged: the broker's ingress answered 403 (the event has no proof of who sent it)`,
      expect.stringMatching(`^e1 ${SOURCE} nameless: the broker's ingress answered 400 \\(.+\\)$`),
      `e1 ${SOURCE} proofless: it has no proof of who sent it, so nobody would believe it`,
    ]);
    expect([await idsOn('u0'), (await idsOn('e1')).toSorted(), await idsOn('catalog')]).toEqual([
      [],
      ['forged', 'nameless', 'proofless'],
      ['torn'],
    ]);
    for (const id of [good, other]) await system.until('it is heard', async () => heardOf(id).length === 1);
  });

  test('exit 3 when there is nothing to replay', async () => {
    const { code, output, errors } = await cli('replay', '--all');
    expect({ code, output, errors }).toEqual({
      code: 3,
      output: '0 replayed\n',
      errors: 'nothing to replay: there are no dead letters\n',
    });
  });

  test('an ingress that is not there: one line, and the letter stays', async () => {
    await keep('patient');
    const url = await closedUrl();
    expect(await cli('replay', '--all', '--to', url)).toEqual({
      code: 1,
      output: '',
      errors: `the broker's ingress ${url}: does not answer (ECONNREFUSED); 0 replayed, the others stay\n`,
    });
    expect(await idsOn('u0')).toEqual(['patient']);
    expect(await cli('replay', SOURCE, 'patient', SOURCE, 'unknown', '--to', `${system.url}/v1/nowhere`)).toMatchObject(
      {
        code: 1,
        errors: expect.stringMatching(
          /^the broker's ingress answered 40\d .*; 0 replayed, the others stay\n$/,
        ) as string,
      },
    );
    expect(await idsOn('u0')).toEqual(['patient']);
  });

  test('an event that fails again before its old letter is gone is kept anew', async () => {
    const pool = system.database('u0');
    await insert('u0', 'quick', '{}');
    let again: Promise<unknown> | undefined;
    const taken = await takeOut({ shard: 'u0', pool }, { source: SOURCE, id: 'quick' }, async () => {
      let kept = false;
      const sql =
        "INSERT IGNORE INTO dead_letters (source, event_id, type, reason, event) VALUES (?, 'quick', '', '', '')";
      again = pool.query(sql, [SOURCE]).then(() => (kept = true));
      await system.until('it waits for its turn, or was ignored', async () => kept || isSomebodyWaiting());
    });
    await again;
    expect([taken, await idsOn('u0')]).toEqual([true, ['quick']]);
  });
});
