import { expect, test } from 'vitest';
import { endsWithLastReply } from './last-reply.ts';

const packet = (payload: number[]): Buffer => Buffer.from([payload.length, 0, 0, 1, ...payload]);
const ok = (status: number, affected = [0]): Buffer => packet([0x00, ...affected, 0, status, 0, 0, 0]);
const MORE = 0x08 | 0x02;
const DONE = 0x02;

test.each([
  ['an OK with more to follow', [ok(MORE)], false],
  ['the last OK', [ok(DONE)], true],
  ['several, the last among them', [ok(MORE), ok(MORE, [0xfc, 0x10, 0x27]), ok(DONE)], true],
  ['several, and more to follow', [ok(DONE), ok(MORE)], false],
  ['the last OK of many rows', [ok(DONE, [0xfd, 1, 2, 3])], true],
  ['an error', [ok(MORE), packet([0xff, 0x28, 0x04, 35])], true],
  ['a row', [packet([3, 49, 50, 51])], false],
  ['nothing', [], false],
])('%s', (_what, packets, expected) => {
  expect(endsWithLastReply(Buffer.concat(packets))).toBe(expected);
});

test('half a packet is no reply yet', () => {
  expect(endsWithLastReply(ok(DONE).subarray(0, 7))).toBe(false);
  expect(endsWithLastReply(Buffer.concat([ok(MORE), ok(DONE).subarray(0, 3)]))).toBe(false);
});
