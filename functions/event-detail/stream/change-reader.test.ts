import { afterAll, beforeAll, expect, test } from 'vitest';
import { ownRedisUrl } from '../../../scripts/testing/servers/own-redis.ts';
import { type RedisLink, openRedis } from '../../shared/redis/connection.ts';
import { seatKeys } from '../../shared/seats/seat-keys.ts';
import { ChangeReader } from './change-reader.ts';

const LONG_MS = 10_000;
const [one, other] = ['evt_001_01JDCMX0C1E6S9T4W2VZQK8M51', 'evt_001_01JDCMX0C1E6S9T4W2VZQK8M52'];

let redisLink: RedisLink;
let reader: ChangeReader;
beforeAll(async () => {
  redisLink = openRedis(await ownRedisUrl());
  await redisLink.ready();
  reader = new ChangeReader(redisLink.redis, LONG_MS);
});
afterAll(async () => {
  reader.close();
  await redisLink.redis.del(...[one, other].map((eventId) => seatKeys(eventId).at(-1) ?? ''));
  await redisLink.close();
});

const append = (eventId: string, version: number) =>
  redisLink.redis.xadd(seatKeys(eventId).at(-1) ?? '', `${version}-0`, 's', '1');

test('names the events that have changed since the versions given, at once', async () => {
  await append(one, 5);
  await append(other, 7);
  expect(
    await reader.changed(
      new Map([
        [one, 4],
        [other, 7],
      ]),
      LONG_MS,
    ),
  ).toEqual([one]);
  expect(
    (
      await reader.changed(
        new Map([
          [one, 4],
          [other, 6],
        ]),
        LONG_MS,
      )
    ).toSorted(),
  ).toEqual([one, other]);
});

test('names an event that changes while it waits', async () => {
  const changed = reader.changed(
    new Map([
      [one, 5],
      [other, 7],
    ]),
    LONG_MS,
  );
  await append(other, 8);
  expect(await changed).toEqual([other]);
});

test('names none when time is over', async () => {
  expect(
    await reader.changed(
      new Map([
        [one, 5],
        [other, 8],
      ]),
      1,
    ),
  ).toEqual([]);
});
