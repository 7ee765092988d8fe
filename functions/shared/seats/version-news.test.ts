import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ownRedisUrl } from '../../../scripts/testing/servers/own-redis.ts';
import { openWire, type Wire } from '../../../scripts/testing/servers/wire.ts';
import { until } from '../../../scripts/testing/until.ts';
import { newId } from '../ids.ts';
import { openRedis, type RedisLink } from '../redis/connection.ts';
import { seatKeys } from './seat-keys.ts';
import { VersionNews } from './version-news.ts';

let direct: RedisLink;
let wire: Wire;
let link: RedisLink;
let event: string;
let news: VersionNews;

const known = async (eventId = event) => Number(await direct.redis.hget(seatKeys(eventId)[0] ?? '', 'event'));
const stateOf = (eventId: string, version: number) =>
  direct.redis.hset(seatKeys(eventId)[0] ?? '', { ready: 1, event: version, version: 1 });

beforeAll(async () => {
  const url = await ownRedisUrl();
  direct = openRedis(url);
  await until('Redis is there', () => direct.ready());
  wire = await openWire(url);
  link = openRedis(wire.url);
});
afterAll(async () => {
  await link.close();
  await wire.close();
  await direct.close();
});
beforeEach(async () => {
  wire.mend();
  wire.onSend = () => 'pass';
  await until('it is reached', () => link.ready());
  event = newId('evt', 1);
  news = new VersionNews(link);
  await stateOf(event, 1);
});

test('Redis knows of a version when it has been told', async () => {
  await news.tell(event, 2);
  expect(await known()).toBe(2);
});

test('what it could not be told while it was away it is told when it is back, the newest version of each event', async () => {
  const others = Array.from({ length: 30 }, () => newId('evt', 1));
  for (const other of others) await stateOf(other, 1);
  wire.cut();
  await until('it is away', async () => !link.isReady);
  for (const eventId of [event, ...others]) await news.tell(eventId, 2);
  await news.tell(event, 4);
  await news.tell(event, 3);
  expect(await known()).toBe(1);
  wire.mend();
  await until('it knows of it', async () => (await known()) === 4);
  for (const other of others) await until('and of all others', async () => (await known(other)) === 2);
});

test('nor does an answer that is lost leave it untold, or go back behind what others have said since', async () => {
  wire.onSend = (chunk) => (chunk.includes('EVALSHA') ? 'cut before it arrives' : 'pass');
  await news.tell(event, 2);
  expect(await known()).toBe(1);
  await stateOf(event, 5);
  wire.onSend = () => 'pass';
  const later = newId('evt', 1);
  await stateOf(later, 1);
  await news.tell(later, 2);
  await until('both were told', async () => (await known(later)) === 2);
  expect(await known()).toBe(5);
});

test('it keeps so many at most: the oldest are left', async () => {
  wire.cut();
  await until('it is away', async () => !link.isReady);
  const many = Array.from({ length: 20 }, () => newId('evt', 1));
  const few = new VersionNews(link, many.length);
  for (const eventId of [event, ...many]) await few.tell(eventId, 2);
  const last = many.at(-1) ?? '';
  await stateOf(last, 1);
  wire.mend();
  await until('the last is told', async () => (await known(last)) === 2);
  expect(await known()).toBe(1);
});
