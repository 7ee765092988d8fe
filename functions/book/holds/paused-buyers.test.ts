/** Seats kept from others by one account again and again. */
import { describe, expect, test } from 'vitest';
import { askFrom, type NeighbourReply } from '../../../scripts/testing/neighbours.ts';
import type { Person } from '../../../scripts/testing/test-system.ts';
import { seatKeys, STRIKES_MS } from '../../shared/seats/seat-keys.ts';
import {
  FREE,
  hold,
  HOLD_S,
  order,
  organizer,
  people,
  person,
  publish,
  release,
  startWithHoarders,
  statuses,
  system,
  ten,
  times,
} from './fixtures/hoarders.ts';

startWithHoarders();

const seated = {
  sections: [{ id: 'S', name: 'Stalls', kind: 'seated', priceCategory: 'P1', rows: [{ label: '1', seats: 10 }] }],
};

const cancel = (who: Person, event: string, id: string): Promise<NeighbourReply> =>
  askFrom(system, '127.0.0.1', 'POST', `/v1/events/${event}/orders/${id}/cancel`, { token: who.token });

async function giveBack(who: Person, event: string): Promise<void> {
  const held = await hold(who, event);
  expect(held.status, JSON.stringify(held.body)).toBe(201);
  expect((await release(who, event, held.body.id)).status).toBe(204);
}

describe('again and again', () => {
  test('429 paused with Retry-After after seats were given back more often than people do; others are not', async () => {
    const event = await publish();
    const who = person(0);
    for (let turn = 0; turn <= FREE; turn++) await giveBack(who, event);
    const refused = await hold(who, event);
    expect([refused.status, refused.body.code]).toEqual([429, 'too_many_requests']);
    expect(refused.retryAfterSeconds).toBeGreaterThan(25);
    expect(refused.retryAfterSeconds).toBeLessThanOrEqual(30);
    expect(refused.body['violated-policies']).toEqual(['given-back']);
    expect(refused.rateLimit).toBe(`"given-back";r=0;t=${refused.retryAfterSeconds}`);
    expect(refused.rateLimitPolicy).toMatch(new RegExp(`^"hold";q=\\d+;w=600, "given-back";q=${FREE};w=14400$`));
    expect((await order(who, event, 'direct')).status, 'to buy seats is not to give them back').toBe(201);
    expect((await hold(person(1), event)).status).toBe(201);
    expect((await hold(who, await publish())).status).toBe(201);
  });

  test('429 paused for who gave back single seats of a hold as often, too', async () => {
    const event = await publish();
    const who = person(8);
    const held = await hold(who, event, { section: 'GA', quantity: FREE + 2 });
    for (const seat of held.body.seats.slice(0, FREE + 1)) {
      const left = await askFrom(system, '127.0.0.1', 'PATCH', `/v1/events/${event}/holds/${held.body.id}`, {
        token: who.token,
        body: { release: [seat] },
      });
      expect(left.status).toBe(200);
    }
    expect((await hold(who, event)).body.code).toBe('too_many_requests');
  });

  test.each([
    [1, 30],
    [2, 60],
    [4, 240],
    [7, 1_800],
    [30, 1_800],
  ])('the pause grows, and ends: %d times too often is %d s', async (over, seconds) => {
    const event = await publish();
    await giveBack(person(2), event);
    const strikes = seatKeys(event)[8] as string;
    expect(await system.redis.type(strikes)).toBe('zset');
    const lastAt = async (agoMs: number) =>
      system.redis.zadd(strikes, Date.now() - agoMs + STRIKES_MS + (FREE + over) / 64, person(3).id);
    await lastAt(0);
    expect((await hold(person(3), event)).retryAfterSeconds).toBe(seconds);
    await lastAt(seconds * 1_000 + 100);
    expect((await hold(person(3), event)).status).toBe(201);
  });

  test('429 orders that are cancelled again and again count as well; what was ordered before is answered and cancelled', async () => {
    const event = await publish();
    const who = person(4);
    const kept = await order(who, event, 'kept');
    for (let turn = 0; turn <= FREE; turn++) {
      const placed = await order(who, event, `cancelled-${turn}`);
      expect(placed.status).toBe(201);
      expect((await cancel(who, event, placed.body.id)).status).toBe(200);
    }
    expect((await order(who, event, 'once-more')).status).toBe(429);
    expect((await hold(who, event)).status).toBe(429);
    const again = await order(who, event, 'kept');
    expect([again.status, again.body.id]).toEqual([200, kept.body.id]);
    expect((await cancel(who, event, kept.body.id)).status).toBe(200);
  });

  test('what the organizer cancels is no change of mind of its buyer', async () => {
    const event = await publish();
    const who = person(9);
    for (let turn = 0; turn <= FREE; turn++) {
      const placed = await order(who, event, `taken-${turn}`);
      expect((await cancel(organizer, event, placed.body.id)).status).toBe(200);
    }
    expect((await order(who, event, 'once-more')).status).toBe(201);
    expect((await hold(who, event)).status).toBe(201);
  });

  test('a hold that runs out counts as given back', async () => {
    const event = await publish();
    const [, , , , holds, expiry, , , strikes] = seatKeys(event);
    const held = await hold(person(6), event);
    const record = JSON.parse((await system.redis.hget(holds as string, held.body.id)) ?? '{}');
    // As if its time were over.
    await system.redis.hset(holds as string, held.body.id, JSON.stringify({ ...record, expires: 1 }));
    await system.redis.zadd(expiry as string, 1, held.body.id);
    expect((await hold(person(8), event)).status).toBe(201);
    expect(await system.redis.zrange(strikes as string, '0', '-1')).toEqual([person(6).id]);
    expect(Number(await system.redis.zscore(strikes as string, person(6).id)) % 1).toBe(1 / 64);
  });

  test('for how long seats were kept counts: ten changes of mind are nothing, two holds that are extended to the end are too much', async () => {
    const event = await publish();
    const [, , , , holds, , , , strikes] = seatKeys(event);
    /** As if it had been made so long ago, and been extended since. */
    const keepFor = async (who: Person, minutes: number) => {
      const held = await hold(who, event);
      expect(held.status).toBe(201);
      const record = JSON.parse((await system.redis.hget(holds as string, held.body.id)) ?? '{}');
      const made = record.made - minutes * 60_000;
      await system.redis.hset(holds as string, held.body.id, JSON.stringify({ ...record, made }));
      await release(who, event, held.body.id);
    };
    const countOf = async (who: Person) => (Number(await system.redis.zscore(strikes as string, who.id)) % 1) * 64;
    await keepFor(person(9), 9.9);
    expect(await countOf(person(9))).toBe(1);
    await keepFor(person(10), 10);
    expect(await countOf(person(10))).toBe(2);
    await system.redis.zrem(strikes as string, person(10).id);
    // FREE is a fifth of what is usual, and so are these.
    await keepFor(person(10), 20);
    await keepFor(person(10), 20);
    expect(await countOf(person(10))).toBe(6);
    const refused = await hold(person(10), event);
    expect([refused.status, refused.body.code]).toEqual([429, 'too_many_requests']);
    expect(refused.retryAfterSeconds).toBeGreaterThan(55);
    const forgetMs = Number(await system.redis.zscore(strikes as string, person(10).id)) - Date.now();
    expect(forgetMs, 'longer than a hold lasts with all its extensions').toBeGreaterThan(11 * HOLD_S * 1_000);
  });

  test('a buyer who is paused gets the hold that he has once more, and orders from it', async () => {
    const event = await publish({ chart: seated });
    const who = person(11);
    const kept = await hold(who, event, { seats: ['S-1-1', 'S-1-2'] });
    for (let turn = 0; turn <= FREE; turn++) {
      const held = await hold(who, event, { seats: ['S-1-5'] });
      await release(who, event, held.body.id);
    }
    expect((await hold(who, event, { seats: ['S-1-5'] })).status).toBe(429);
    const again = await hold(who, event, { seats: ['S-1-2', 'S-1-1'] });
    expect([again.status, again.body]).toEqual([200, kept.body]);
    expect((await order(who, event, 'kept', { holdId: kept.body.id })).status).toBe(201);
  });

  test('who is paused for what he has cancelled orders what he has on hold, by its name and by its seats', async () => {
    const event = await publish({ chart: seated });
    const who = await system.user('Fickle');
    const kept = await hold(who, event, { seats: ['S-1-1'] });
    await hold(who, event, { seats: ['S-1-2', 'S-1-3'] });
    for (let turn = 0; turn <= FREE; turn++) {
      const placed = await order(who, event, `cancelled-${turn}`, { seats: ['S-1-9'] });
      await cancel(who, event, placed.body.id);
    }
    expect((await order(who, event, 'once-more', { seats: ['S-1-9'] })).status).toBe(429);
    expect((await order(who, event, 'by-name', { holdId: kept.body.id })).status).toBe(201);
    expect((await order(who, event, 'by-seats', { seats: ['S-1-3'] })).status).toBe(201);
    expect((await order(who, event, 'with-others', { seats: ['S-1-2', 'S-1-9'] })).status).toBe(429);
  });

  test('429 of one account over all events: holds, but not tries; and cancellations', async () => {
    const who = await system.user('Everywhere');
    const events = [await publish(), await publish(), await publish(), await publish()];
    const [full] = events as [string];
    for (const neighbour of people.slice(0, 10)) await order(neighbour, full, 'all', ten);
    for (let tries = 0; tries < 61; tries++) expect((await hold(who, full)).status).toBe(409);
    const replies = [];
    for (let turn = 0; turn < 61; turn++) replies.push(await hold(who, events[1 + (turn % 3)] as string));
    expect(statuses(replies)).toEqual([...times(60, 201), 429]);
    expect(replies.at(-1)?.retryAfterSeconds).toBeGreaterThan(0);

    const fickle = await system.user('Fickle');
    const placed = [];
    for (let turn = 0; turn < 8; turn++) placed.push(await order(fickle, events[1 + (turn % 3)] as string, `k${turn}`));
    const cancelled = [];
    for (const [turn, { body }] of placed.entries())
      cancelled.push(await cancel(fickle, events[1 + (turn % 3)] as string, body.id));
    expect(statuses(cancelled)).toEqual([...times(7, 200), 429]);
    expect((await cancel(fickle, events[1] as string, placed[0]?.body.id)).status, 'what is done costs nothing').toBe(
      200,
    );
  });
});
