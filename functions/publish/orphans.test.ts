/** An organizer who closes the account leaves nothing on sale, however close together closing and publishing are. */
import type { RowDataPacket } from 'mysql2';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { eventBody, publishEvent, publishOn, shardOf } from '../../scripts/testing/events.ts';
import { startTestSystem, type Person, type TestSystem } from '../../scripts/testing/test-system.ts';
import { newId, newUlid } from '../shared/ids.ts';

let system: TestSystem;
let buyer: Person;
let ada: Person;
beforeAll(async () => {
  system = await startTestSystem();
  buyer = await system.user('Buyer');
}, 180_000);
afterAll(() => system.close());
beforeEach(async () => {
  await system.redis.flushdb(); // limits
  ada = await system.user('Ada');
});

const close = () =>
  system.ask('DELETE', `/v1/users/${ada.id}`, { token: ada.token, body: { currentPassword: ada.password } });
const change = (id: string, body: unknown) => system.ask('PATCH', `/v1/events/${id}`, { token: ada.token, body });
const order = (id: string) =>
  system.ask('POST', `/v1/events/${id}/orders`, {
    token: buyer.token,
    key: newUlid(),
    body: { section: 'GA', quantity: 1 },
  });
async function rowsOf(organizerId: string, columns = 'id, status, version'): Promise<RowDataPacket[]> {
  const found = await Promise.all(
    ['e0', 'e1'].map((shard) =>
      system
        .database(shard)
        .query<RowDataPacket[]>(`SELECT ${columns} FROM events WHERE organizer_id = ?`, [organizerId]),
    ),
  );
  return found.flatMap(([list]) => list);
}
const gone = (id = newUlid()) => ({
  type: 'user.deleted.v1' as const,
  id,
  data: { userId: ada.id, deletedAt: new Date().toISOString() },
});
const PAST = { startsAt: '2020-05-14T18:30:00Z', endsAt: '2020-05-14T22:00:00Z' };
const TO_COME = { startsAt: '2031-05-14T18:30:00Z', endsAt: '2031-05-14T22:00:00Z' };

/** Nothing of an organizer is on sale in the end, in truth and in the index; nobody can order. */
async function nothingOnSale(expected: number): Promise<void> {
  const events = await system.until('everything is cancelled', async () => {
    const found = await rowsOf(ada.id);
    return found.every(({ status }) => status === 'cancelled') && found;
  });
  expect(events).toHaveLength(expected);
  for (const { id } of events) {
    const refused = await order(id);
    expect([refused.status, refused.body.code]).toEqual([409, 'event_cancelled']);
    await system.until('the index has it cancelled', async () => {
      const [list] = await system
        .database('catalog')
        .query<RowDataPacket[]>('SELECT status FROM listings WHERE event_id = ?', [id]);
      return list[0]?.['status'] === 'cancelled';
    });
  }
}

test('drafts are thrown away with the account, also from the index', async () => {
  const ids = await Promise.all(
    ['Eins', 'Zwei', 'Drei'].map(async (title) => {
      const { body } = await system.ask('POST', '/v1/events', {
        token: ada.token,
        body: eventBody({ title, status: 'draft' }),
      });
      return body.id as string;
    }),
  );
  expect((await close()).status).toBe(204);
  await system.until('they are gone', async () => (await rowsOf(ada.id)).length === 0);
  await system.until('the index says nothing of them', async () => {
    const [list] = await system
      .database('catalog')
      .query<RowDataPacket[]>('SELECT title, organizer_id, status FROM listings WHERE event_id IN (?)', [ids]);
    const isGone = list.every(
      ({ title, organizer_id: organizer, status }) => !title && !organizer && status === 'discarded',
    );
    return isGone && list.length === ids.length;
  });
});

describe('the account closed at once', () => {
  test('after two events were published: 409, or they are cancelled, with what was sold meanwhile', async () => {
    for (let round = 0; round < 4; round++) {
      await system.redis.flushdb();
      ada = await system.user('Ada');
      const ids = [await publishEvent(system, ada), await publishEvent(system, ada)];
      const [sold, closed] = await Promise.all([order(ids[0] ?? ''), close()]);
      expect([
        [204, undefined],
        [409, 'events_to_come'],
      ]).toContainEqual([closed.status, closed.body?.code]);
      if (closed.status === 409) continue;
      await nothingOnSale(2);
      if (sold.status === 201)
        await system.until('the order is cancelled', async () => {
          const at = `/v1/users/${buyer.id}/orders/${sold.body.id}`;
          return (await system.ask('GET', at, { token: buyer.token })).body.status === 'cancelled';
        });
    }
  }, 120_000);

  test('after an event of the past was moved to a year to come: 409, or it is cancelled', async () => {
    const id = await publishEvent(system, ada, PAST);
    await system.platform.idle(30_000);
    expect((await change(id, TO_COME)).status).toBe(200);
    const { status } = await close();
    expect([204, 409]).toContain(status);
    if (status === 204) await nothingOnSale(1);
  });

  test('while six events are being published: 409, or every one that was is cancelled', async () => {
    for (let round = 0; round < 3; round++) {
      await system.redis.flushdb();
      ada = await system.user('Ada');
      const publish = () => system.ask('POST', '/v1/events', { token: ada.token, body: eventBody() });
      const early = [publish(), publish(), publish()];
      const closing = close();
      const replies = await Promise.all([...early, publish(), publish(), publish()]);
      const made = replies.filter(({ status }) => status === 201);
      const isOrganizerClosed = (await closing).status === 204;
      expect((await rowsOf(ada.id)).length).toBe(made.length);
      if (isOrganizerClosed) await nothingOnSale(made.length);
    }
  }, 120_000);
});

describe('told that an account is closed', () => {
  test('cancels what is to come on every shard and leaves what is over; told again, nothing changes', async () => {
    const ids = [await publishOn(system, ada, 'e0'), await publishOn(system, ada, 'e1')];
    const over = await publishEvent(system, ada, PAST);
    const others = await publishEvent(system, buyer);
    expect((await system.deliver('publish', gone())).status).toBe(204);
    const after = await rowsOf(ada.id);
    for (const { id, status } of after) expect(status).toBe(id === over ? 'published' : 'cancelled');
    expect(after.map(({ id }) => id)).toEqual(expect.arrayContaining([...ids, over]));
    expect((await system.deliver('publish', gone())).status).toBe(204);
    expect(await rowsOf(ada.id)).toEqual(after);
    expect((await order(others)).status).toBe(201);
  });

  test('401 token_invalid for publishing or moving an event with a token that nobody has heard the end of', async () => {
    const [id, over] = [await publishEvent(system, ada), await publishEvent(system, ada, PAST)];
    expect((await system.deliver('publish', gone())).status).toBe(204);
    const before = await rowsOf(ada.id);
    const { body } = await system.ask('GET', `/v1/events/${id}`);
    expect(body.status).toBe('cancelled');
    const replies = [
      ...(await Promise.all(
        Array.from({ length: 8 }, () => system.ask('POST', '/v1/events', { token: ada.token, body: eventBody() })),
      )),
      await change(over, TO_COME),
    ];
    for (const reply of replies) expect([reply.status, reply.body.code]).toEqual([401, 'token_invalid']);
    expect(await rowsOf(ada.id)).toEqual(before);
  });

  test('401 token_invalid for publishing a draft that is yet to be thrown away', async () => {
    const { body: draft } = await system.ask('POST', '/v1/events', {
      token: ada.token,
      body: eventBody({ status: 'draft' }),
    });
    // As it is between the note of the account and the search for its drafts.
    await system
      .database(shardOf(draft.id))
      .query('INSERT INTO closed_organizers (user_id, closed_at) VALUES (?, UTC_TIMESTAMP(3))', [ada.id]);
    const reply = await system.ask('POST', `/v1/events/${draft.id}/publish`, { token: ada.token });
    expect([reply.status, reply.body.code]).toEqual([401, 'token_invalid']);
    expect((await rowsOf(ada.id)).map(({ status }) => status)).toEqual(['draft']);
    expect((await system.deliver('publish', gone())).status).toBe(204);
    expect(await rowsOf(ada.id)).toEqual([]);
  });

  test('waits for whoever is publishing or moving an event and has not committed yet, and cancels that one too', async () => {
    const over = await publishOn(system, ada, 'e0', PAST);
    const template = await publishOn(system, ada, 'e1');
    const moving = await system.database('e0').getConnection();
    const making = await system.database('e1').getConnection();
    await moving.query('START TRANSACTION');
    await moving.query('SELECT 1 FROM events WHERE id = ? FOR UPDATE', [over]);
    await moving.query("UPDATE events SET version = 2, ends_at = '2031-05-14 22:00:00' WHERE id = ?", [over]);
    await making.query('START TRANSACTION');
    await making.query('CREATE TEMPORARY TABLE copied SELECT * FROM events WHERE id = ?', [template]);
    const made = newId('evt', Number.parseInt(template.slice(4, 7), 16));
    await making.query('UPDATE copied SET id = ?', [made]);
    await making.query('INSERT INTO events SELECT * FROM copied');
    const told = system.deliver('publish', gone());
    await system.until('it is noted on the first shard', async () => {
      const [list] = await system
        .database('e0')
        .query<RowDataPacket[]>('SELECT 1 FROM closed_organizers WHERE user_id = ?', [ada.id]);
      return list.length === 1;
    });
    await moving.query('COMMIT');
    await system.until('it is noted on the second', async () => {
      const [list] = await system
        .database('e1')
        .query<RowDataPacket[]>('SELECT 1 FROM closed_organizers WHERE user_id = ?', [ada.id]);
      return list.length === 1;
    });
    await making.query('COMMIT');
    moving.release();
    making.destroy();
    expect((await told).status).toBe(204);
    const rows = await rowsOf(ada.id);
    for (const id of [over, template, made])
      expect([id, shardOf(id), rows.find((row) => row['id'] === id)?.['status']]).toEqual([
        id,
        shardOf(id),
        'cancelled',
      ]);
  });
});
