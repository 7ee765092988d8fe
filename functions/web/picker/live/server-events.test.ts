/** A stream is read the same, wherever it is cut. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EventReader } from './server-events.ts';

const TEXT =
  'retry: 1500\n\nid: 7\nevent: snapshot\ndata: {"kind":"snapshot"}\n\n: beat\n\nevent: change\r\ndata: {"a":1,\r\ndata: "b":2}\r\n\r\ndata:bare\n\nevent: nothing\n\n';

const EVENTS = [
  { name: 'message', data: '', retryMs: 1500 },
  { name: 'snapshot', data: '{"kind":"snapshot"}' },
  { name: '', data: '' },
  { name: 'change', data: '{"a":1,\n"b":2}' },
  { name: 'message', data: 'bare' },
];

test('names, lines of data, comments and times are told apart', () => {
  expect(new EventReader().take(TEXT)).toEqual(EVENTS);
});

test('wherever it is cut', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(TEXT.length), { maxLength: 12 }), (cuts) => {
      const reader = new EventReader();
      const at = [0, ...cuts.toSorted((one, other) => one - other), TEXT.length];
      expect(at.slice(1).flatMap((end, index) => reader.take(TEXT.slice(at[index], end)))).toEqual(EVENTS);
    }),
  );
});

test('a line that never ends is given up', () => {
  const reader = new EventReader();
  expect(() => {
    for (let round = 0; round < 20; round++) reader.take('x'.repeat(1024 * 1024));
  }).toThrow('without an end');
});
