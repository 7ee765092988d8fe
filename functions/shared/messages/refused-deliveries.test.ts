/** What the host refuses of the Broker's deliveries: it takes most 4xx for success, and would drop the event without a trace. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { KINDS, type RunningProgram, shared, writeProgram } from '../../../scripts/testing/test-program.ts';
import { rawRequest } from '../../../scripts/testing/raw-request.ts';

/** A function that takes deliveries, and has a route. */
const taking = `
  import { on } from ${shared('http/call.ts')};
  import { serve } from ${shared('serve/endpoint.ts')};
  import { isDeliveryPath } from ${shared('http/delivery-paths.ts')};
  import { route } from ${shared('http/route.ts')};
  import * as z from 'zod';
  const tell = route({ name: 'tell', summary: '', method: 'POST', path: '/tell', access: 'public',
    body: z.string(), answers: { 200: z.number() }, problems: [] });
  serve({ name: 'taking', routes: [on(tell, async ({ body }) => ({ status: 200, body: body.length }))],
    messages: ({ url }) => isDeliveryPath(url) ? Promise.resolve({ status: 204 }) : undefined });`;
/** One that has none. */
const silent = `
  import { serve } from ${shared('serve/endpoint.ts')};
  serve({ name: 'silent' });`;

const LIMIT = 10_000;
const DELIVERY_PATHS = ['/cloudevents', '/dead-letters'];

const sized = (bytes: number): [string[], string] => [
  ['host: x', 'content-type: application/json', `content-length: ${bytes}`],
  JSON.stringify('x'.repeat(bytes - 2)),
];

let programs: Awaited<ReturnType<typeof writeProgram>>[];
beforeAll(async () => {
  programs = await Promise.all([writeProgram(taking), writeProgram(silent)]);
});
afterAll(() => Promise.all(programs.map((program) => program.remove())));

describe.each(KINDS)('from %s', (kind) => {
  let running: RunningProgram[];
  beforeAll(async () => {
    running = await Promise.all(programs.map((program) => program.start(kind, { BODY_LIMIT_BYTES: String(LIMIT) })));
  });
  afterAll(() => running.forEach((one) => one.stop()));

  const post = (path: string, lines: string[], body = '', which = 0) =>
    rawRequest(
      running[which]?.port ?? 0,
      [`POST ${path} HTTP/1.1`, 'connection: close', ...lines, '', body].join('\r\n'),
    );
  const REFUSED: [string, number, string[], string][] = [
    ['a body over the limit', 413, ...sized(LIMIT + 1)],
    [
      'a body over the limit in chunks',
      413,
      ['host: x', 'content-type: application/json', 'transfer-encoding: chunked'],
      `${(LIMIT + 1).toString(16)}\r\n${'x'.repeat(LIMIT + 1)}\r\n0\r\n\r\n`,
    ],
    ['a head that is too large', 431, ['host: x', `ce-subject: ${'x'.repeat(17_000)}`], ''],
    ['a head as large as Envoy lets through', 431, ['host: x', `ce-subject: ${'x'.repeat(60_000)}`], ''],
    ['too many header lines', 431, ['host: x', ...Array.from({ length: 201 }, (_, i) => `ce-x${i}: 1`)], ''],
    ['no Host', 400, [], ''],
    ['two lines where one may be', 400, ['host: x', 'content-type: a/b', 'content-type: c/d'], ''],
    ['what cannot stand in a header', 400, ['host: x', 'ce-subject: a\0b'], ''],
    ['chunks that are none', 400, ['host: x', 'transfer-encoding: chunked'], 'zz\r\n'],
    ['an expectation nobody knows', 417, ['host: x', 'expect: 200-ok'], ''],
  ];

  test.each(REFUSED)(
    '503 without a body at both delivery paths for %s; elsewhere %i',
    async (_, status, lines, body) => {
      for (const path of DELIVERY_PATHS) {
        const answer = await post(path, lines, body);
        expect([path, answer.status, answer.body]).toEqual([path, 503, '']);
        expect(answer.head).toMatch(/^retry-after: \d+\r?$/im);
      }
      const told = await post('/tell', lines, body);
      expect([told.status, JSON.parse(told.body).status]).toEqual([status, status]);
      for (const other of ['/cloudevents/x', '/cloudevent'])
        expect([other, (await post(other, lines, body)).status]).toEqual([other, status]);
      expect((await post(DELIVERY_PATHS[0] ?? '', lines, body, 1)).status).toBe(status);
    },
  );

  test('204 at both delivery paths for what is within the limits', async () => {
    for (const path of DELIVERY_PATHS) expect((await post(path, ...sized(LIMIT))).status).toBe(204);
  });
});
