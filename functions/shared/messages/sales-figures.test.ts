/** How often an event's figure is published, and that the last one always is. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openBooking, orderCall, type TestBooking } from '../../../scripts/testing/booking/booking.ts';
import { until } from '../../../scripts/testing/until.ts';
import { wireType } from '../../../events/catalog.ts';
import { answerPlaceOrder } from '../../book/orders/place-order.ts';
import type { StoredEvent } from '../event/row.ts';
import { rows } from '../mysql/statements.ts';
import type { OutboxEvent } from './outbox.ts';
import { salesFigures } from './sales-figures.ts';

const ADA = 'usr_001_01JDCMWZ7V5K3Q8Y2RNB4TXHGA';
const FIGURE = wireType('availability.changed.v1');
/** Left in the outbox by a broker that does not answer, until the test has looked. */
const never = () => new Promise<void>(() => {});

let at: TestBooking;
let event: StoredEvent;
beforeEach(async () => {
  at = await openBooking();
  event = await at.shard.publish();
});
afterEach(() => at.close());

const buy = (key: string) => answerPlaceOrder(at.context, orderCall(event.id, ADA, key, { section: 'A', quantity: 1 }));
const outbox = () =>
  rows<OutboxEvent>(
    at.shard.pool,
    'SELECT event_id AS id, type, subject, slot, time, traceparent, data FROM outbox ORDER BY event_id',
    [],
  );
const figures = (): number[] =>
  at.published
    .filter(({ type }) => type === FIGURE)
    .map(({ data }) => (JSON.parse(data) as { seatsSold: number }).seatsSold);
const orders = () => at.published.filter(({ type }) => type === wireType('order.confirmed.v1')).length;

test('the first figure of an event goes at once, the next not before its time, and then of all orders since', async () => {
  at.beforeAnswer = never;
  for (const key of ['a', 'b', 'c']) await buy(key);
  const [first, ...others] = await outbox();
  expect([first, ...others]).toHaveLength(3);
  let now = 1_000;
  const beside = salesFigures(() => now);
  const shard = at.context.databases.ofId(event.id);
  const ask = async (events: readonly (OutboxEvent | undefined)[], isPaced: boolean) => {
    const { companions, behind } = await beside(
      shard,
      events.flatMap((one) => one ?? []),
      isPaced,
    );
    return { of: companions.map(({ of }) => of), behind: behind.map(({ id }) => id) };
  };
  const ids = others.map(({ id }) => id);
  expect(await ask([first], true)).toEqual({ of: [[first?.id]], behind: [] });
  now += 249;
  expect(await ask(others, true)).toEqual({ of: [], behind: ids });
  expect(await ask(others, false)).toEqual({ of: [ids], behind: [] });
  now += 249;
  expect(await ask(others, true)).toEqual({ of: [], behind: ids });
  now += 1;
  expect(await ask(others, true)).toEqual({ of: [ids], behind: [] });
});

test('orders stay in the outbox until their figure was published; the last figure says what was sold', async () => {
  await buy('first');
  await until('the first is told', async () => figures().length === 1 && (await outbox()).length === 0);
  const { promise, resolve } = Promise.withResolvers<void>();
  at.beforeAnswer = (type) => (type === FIGURE ? promise : Promise.resolve());
  await Promise.all(Array.from({ length: 10 }, (_, index) => buy(`${index}`)));
  await until('a figure of all of them comes', async () => orders() === 11 && figures().at(-1) === 11);
  expect(await outbox()).toHaveLength(10);
  resolve();
  await until('all is told', async () => (await outbox()).length === 0);
  expect(figures().at(-1)).toBe(11);
});

test('what is not told yet is told before the process ends', async () => {
  await buy('first');
  await until('the first is told', async () => figures().length === 1);
  await Promise.all(Array.from({ length: 5 }, (_, index) => buy(`${index}`)));
  await at.context.groupCommits.followed();
  await at.context.relay.close();
  expect([orders(), figures().at(-1), await outbox()]).toEqual([6, 6, []]);
});
