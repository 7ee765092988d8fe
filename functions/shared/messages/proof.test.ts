import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Attributes, eventKey, isProven, isSameSecret, PROOF, proofOf, SHORTEST_KEY } from './proof.ts';

const key = eventKey('a key that is thirty-two letters long, or more');
const other = eventKey('another key that is thirty-two letters long');
const names = ['source', 'id', 'type', 'subject', 'time', 'slot'] as const;
const event: Attributes = {
  source: '/seatmesh/e0',
  id: '01JDCMX0C1E6S9T4W2VZQK8M5F',
  type: 'dev.seatmesh.order.confirmed.v1',
  subject: 'ord_0a7_01JDCMX9RB0N6D3H7KPF5ZYQ2C',
  time: '2026-01-08T09:14:27.320Z',
  slot: '0a7',
};
const headersOf = (attributes: Attributes, proof: string) => ({
  ...Object.fromEntries(names.map((name) => [`ce-${name}`, attributes[name]])),
  [PROOF]: proof,
});

test('a proof is good for the event it was made for, under any of the keys that count', () => {
  const headers = headersOf(event, proofOf(key, event, '{}'));
  expect(isProven([key], headers, Buffer.from('{}'))).toBe(true);
  expect(isProven([other, key], headers, Buffer.from('{}'))).toBe(true);
  expect(isProven([other], headers, Buffer.from('{}'))).toBe(false);
  expect(isProven([], headers, Buffer.from('{}'))).toBe(false);
});

test('it survives a dispatcher that spells the time anew, and adds why a delivery failed', () => {
  const headers = headersOf({ ...event, time: '2026-01-08T09:14:27.32Z' }, proofOf(key, event, '{}'));
  expect(isProven([key], { ...headers, 'ce-knativeerrorcode': '500' }, Buffer.from('{}'))).toBe(true);
});

test('any other attribute, and any other byte of the data, makes it worthless', () => {
  const data = Buffer.from('{"a":1}');
  const headers = headersOf(event, proofOf(key, event, data));
  const isGood = (changes: Record<string, string>, body = data) => isProven([key], { ...headers, ...changes }, body);
  fc.assert(
    fc.property(fc.constantFrom(...names), fc.string(), fc.uint8Array(), (name, text, bytes) => {
      fc.pre(text !== event[name] && Date.parse(text) !== Date.parse(event.time) && !data.equals(bytes));
      return !isGood({ [`ce-${name}`]: text }) && !isGood({}, Buffer.from(bytes));
    }),
  );
});

test('what stands at the end of an attribute cannot move into the data', () => {
  const moved = { ...event, slot: '' };
  expect(proofOf(key, event, '{}')).not.toBe(proofOf(key, moved, '0a7{}'));
  expect(proofOf(key, { ...event, slot: '"]\n{}' }, '')).not.toBe(proofOf(key, { ...event, slot: '' }, '"]\n{}'));
});

test('no proof, an empty one and one of another length are none', () => {
  const { [PROOF]: proof, ...headers } = headersOf(event, proofOf(key, event, '{}'));
  for (const given of ['', `${proof}A`, proof.slice(1), 'é'.repeat(43)])
    expect(isProven([key], { ...headers, [PROOF]: given }, Buffer.from('{}'))).toBe(false);
  expect(isProven([key], headers, Buffer.from('{}'))).toBe(false);
  expect([isSameSecret('', ''), isSameSecret('a', 'b'), isSameSecret('a', '')]).toEqual([true, false, false]);
});

test('a key that is too short is refused', () => {
  expect(() => eventKey('x'.repeat(SHORTEST_KEY - 1))).toThrow('32 characters');
});
