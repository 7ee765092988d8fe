/** Lists of orders that are asked for at the same moment: two are written at a time, and the others wait. */
import { request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { beforeEach, expect, test } from 'vitest';
import { publishEvent } from '../../../scripts/testing/events.ts';
import { ada, ben, startWithAdaAndBen, system } from '../../../scripts/testing/ada-and-ben.ts';

startWithAdaAndBen();

let event: string;
beforeEach(async () => {
  event = await publishEvent(system, ada);
  const body = { section: 'GA', quantity: 3 };
  await system.ask('POST', `/v1/events/${event}/orders`, { token: ben.token, key: 'k', body });
});

const asked = () => {
  const { port, hostname } = new URL(system.url);
  const headers = { authorization: `Bearer ${ada.token}` };
  const one = request({ hostname, port, path: `/v1/events/${event}/orders.csv`, headers, agent: false });
  const reply = new Promise<IncomingMessage>((resolve, reject) => one.on('response', resolve).on('error', reject));
  one.end();
  return { reply, leave: () => one.destroy() };
};

async function written(): Promise<[status: number | undefined, last: string | undefined]> {
  const reply = await asked().reply;
  return [reply.statusCode, (await text(reply)).split('\r\n').at(-2)];
}

test('200 for ten at once, each of them whole', async () => {
  const lists = await Promise.all(Array.from({ length: 10 }, written));
  expect(new Set(lists.map(String))).toEqual(new Set(['200,total,1 order,,3 seats,,,,,,,,,,']));
});

test('503 with Retry-After for those that are too many to wait; the others have theirs, also after some have left', async () => {
  const leavers = Array.from({ length: 5 }, asked);
  for (const { reply } of leavers) reply.catch(() => {});
  const lists = Promise.all(Array.from({ length: 40 }, written));
  for (const { leave } of leavers) leave();
  const statuses = (await lists).map(([status]) => status);
  expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(17);
  expect(new Set([...statuses, 200, 503])).toEqual(new Set([200, 503]));
  expect((await written())[0]).toBe(200);
});
