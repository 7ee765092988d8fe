import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { HTTP } from 'cloudevents';
import { expect, test } from 'vitest';
import { plainMessage, readMessage } from './read-message.ts';

const HEADERS = {
  'content-type': 'application/json',
  'ce-specversion': '1.0',
  'ce-id': '01J0000000000000000000000A',
  'ce-source': 'urn:seatmesh:shard:e0',
  'ce-type': 'dev.seatmesh.order.confirmed.v1',
  'ce-subject': 'ord_0a7_01J0000000000000000000000A',
  'ce-time': '2031-05-14T18:30:00.25Z',
  'ce-slot': '0a7',
  'ce-traceparent': '00-a-b-01',
  traceparent: '00-c-d-01',
};
const NAMES = ['id', 'source', 'type', 'subject', 'time', 'slot', 'traceparent', 'data'] as const;

/** What the SDK makes of it, as far as anybody goes by it; undefined when it makes nothing. */
function bySdk(headers: Record<string, string>, body: string): Record<string, unknown> | undefined {
  try {
    const event = HTTP.toEvent({ headers, body }) as unknown as Record<string, unknown>;
    return Object.fromEntries(NAMES.map((name) => [name, event[name]]));
  } catch {
    return undefined;
  }
}

/** What is read without the SDK, undefined when it cannot be; and whether it is left to the SDK. */
function readPlainly(headers: Record<string, string>, body: string): [read: unknown, isLeft: boolean] {
  try {
    const read = plainMessage(headers, Buffer.from(body));
    return [read && { ...read }, read === undefined];
  } catch {
    return [undefined, false];
  }
}

test('an event as it is usually sent is read without the SDK', () => {
  const event = plainMessage(HEADERS, Buffer.from('{"a":"ü"}'));
  expect(event).toEqual(bySdk(HEADERS, '{"a":"ü"}'));
  expect(event).toMatchObject({ time: '2031-05-14T18:30:00.250Z', slot: '0a7', data: { a: 'ü' } });
});

test('whatever comes is what the SDK makes of it, or is left to the SDK', () => {
  const value = fc.oneof(
    fc.constantFrom(
      '',
      '1.0',
      '0.3',
      'application/json',
      'application/json; charset=utf-8',
      '2031-05-14',
      'now',
      '%20',
    ),
    fc.string({ unit: 'binary-ascii' }),
  );
  const names = [...Object.keys(HEADERS), 'ce-schemaurl', 'ce-dataschema', 'ce-data', 'ce-proof', 'ce-datacontenttype'];
  const change = fc.dictionary(fc.constantFrom(...names), fc.option(value), { maxKeys: 4 });
  const body = fc.oneof(fc.constantFrom('{}', '{"a":1}', '[1]', '"a"', '1', '', '{', 'null', ' {}'), fc.json());
  fc.assert(
    fc.property(change, body, (changes, text) => {
      const changed = Object.entries({ ...HEADERS, ...changes }).filter(([, kept]) => kept !== null);
      const headers = Object.fromEntries(changed) as Record<string, string>;
      const [read, isLeft] = readPlainly(headers, text);
      return isLeft || isDeepStrictEqual(read, bySdk(headers, text));
    }),
    { numRuns: 2_000 },
  );
});

test('the structured mode, JSON by another name and a charset are read as well', async () => {
  const structured = {
    specversion: '1.0',
    id: '1',
    source: '/s',
    type: 't',
    time: '2031-05-14T18:30:00Z',
    slot: '0a7',
    data: { a: 1 },
  };
  const asStructured = { 'content-type': 'application/cloudevents+json' };
  expect(await readMessage(asStructured, Buffer.from(JSON.stringify(structured)))).toMatchObject({
    id: '1',
    data: { a: 1 },
  });
  const named = { ...HEADERS, 'content-type': 'application/vnd.seatmesh+json' };
  expect(await readMessage(named, Buffer.from('{"a":1}'))).toMatchObject({ data: '{"a":1}' });
  await expect(readMessage({ 'content-type': 'application/json' }, Buffer.from('{}'))).rejects.toThrow(
    'no cloud event',
  );
});
