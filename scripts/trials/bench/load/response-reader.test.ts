import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ResponseReader } from './response-reader.ts';

const bodies = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));
const statuses = fc.constantFrom(200, 201, 409, 503);

const withLength = fc.record({ status: statuses, body: bodies }).map(({ status, body }) => ({
  status,
  body,
  wire: Buffer.concat([Buffer.from(`HTTP/1.1 ${status} Any\r\nX: y\r\nContent-Length: ${body.length}\r\n\r\n`), body]),
}));

const inChunks = fc
  .record({ status: statuses, parts: fc.array(bodies.filter((part) => part.length > 0)), trailer: fc.boolean() })
  .map(({ status, parts, trailer }) => ({
    status,
    body: Buffer.concat(parts),
    wire: Buffer.concat([
      Buffer.from(`HTTP/1.1 ${status} Any\r\ntransfer-encoding: chunked\r\n\r\n`),
      ...parts.flatMap((part) => [Buffer.from(`${part.length.toString(16)};x=y\r\n`), part, Buffer.from('\r\n')]),
      Buffer.from(`0\r\n${trailer ? 'server-timing: a\r\n' : ''}\r\n`),
    ]),
  }));

const withoutBody = fc.constantFrom(204, 304).map((status) => ({
  status,
  body: Buffer.alloc(0),
  wire: Buffer.from(`HTTP/1.1 ${status} Any\r\netag: "a"\r\n\r\n`),
}));

test('answers are the same however they are cut into pieces', () => {
  const answers = fc.array(fc.oneof(withLength, inChunks, withoutBody), { maxLength: 5 });
  fc.assert(
    fc.property(answers, fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1 }), (sent, sizes) => {
      const wire = Buffer.concat(sent.map((answer) => answer.wire));
      const reader = new ResponseReader();
      const got = [];
      for (let at = 0, turn = 0; at < wire.length; turn++) {
        const size = sizes[turn % sizes.length] ?? 1;
        got.push(
          ...reader.push(wire.subarray(at, at + size)).map((answer) => ({ ...answer, body: Buffer.from(answer.body) })),
        );
        at += size;
      }
      expect(got).toEqual(sent.map(({ status, body, wire: own }) => ({ status, body, bytes: own.length })));
      expect(reader.pending).toBe(false);
    }),
  );
});

test('an interim answer is none', () => {
  const wire = 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n';
  expect(new ResponseReader().push(Buffer.from(wire)).map(({ status }) => status)).toEqual([200]);
});

test.each([
  ['HTTP/1.0 200 OK\r\n\r\n', 'not an HTTP/1.1 answer'],
  ['HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n', 'without length or chunks'],
  ['HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n', 'a chunk without size'],
])('%j is refused', (wire, message) => {
  expect(() => new ResponseReader().push(Buffer.from(wire))).toThrow(message);
});
