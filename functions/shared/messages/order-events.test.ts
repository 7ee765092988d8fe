import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type EventData, type EventType } from '../../../events/catalog.ts';
import { continueTrace } from '../trace.ts';
import { orderEventsIn } from './order-events.ts';
import { outboxRow, typedMessage } from './outbox.ts';

const ORDERS = ['order.confirmed.v1', 'order.updated.v1', 'order.cancelled.v1'] as const;
const EXAMPLES = new URL('../../../events/examples/', import.meta.url);

function exampleOf<Type extends EventType>(type: Type): EventData<Type> {
  return JSON.parse(readFileSync(new URL(`${type}.json`, EXAMPLES), 'utf8')) as EventData<Type>;
}
const trace = continueTrace(undefined);
const rowOf = <Type extends EventType>(type: Type, data: EventData<Type>) =>
  outboxRow(typedMessage({ type, subject: 'what it is about', slot: 1, data }), trace);

test.each(ORDERS)('%s tells its order and its event, however its data is written', (type) => {
  const data = exampleOf(type);
  const row = rowOf(type, data);
  const { id, ...facts } = data.event;
  const otherwise = { ...row, data: JSON.stringify({ ...data, event: { ...facts, id } }, null, 1) };
  const expected = { eventId: id, orderId: data.orderId };
  expect(orderEventsIn([row, otherwise])).toEqual([
    { ...expected, stored: row },
    { ...expected, stored: otherwise },
  ]);
});

test('what a text says is taken for no id', () => {
  const data = exampleOf('order.confirmed.v1');
  const title = '"event":{"id":"evt_of_somebody_else","orderId":"ord_of_somebody_else"';
  const items = [{ ...data.items[0], seat: title, priceCents: 1 }];
  const row = rowOf('order.confirmed.v1', { ...data, items, event: { ...data.event, title } });
  expect(orderEventsIn([row])).toMatchObject([{ eventId: data.event.id, orderId: data.orderId }]);
});

test('what is not about an order is left out', () => {
  expect(orderEventsIn([rowOf('availability.changed.v1', exampleOf('availability.changed.v1'))])).toEqual([]);
});
