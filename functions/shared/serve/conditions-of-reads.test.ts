/** What a reader says must be so of what it reads (RFC 9110, 13.1), through the edge; and in which form changes are taken (RFC 5789). */
import { beforeAll, describe, expect, test } from 'vitest';
import { rawRequest } from '../../../scripts/testing/raw-request.ts';
import { publishEvent } from '../../../scripts/testing/events.ts';
import { ada, startWithAdaAndBen, system } from '../../../scripts/testing/ada-and-ben.ts';

startWithAdaAndBen();

let event: string;
let tag: string;
let changed: string;
beforeAll(async () => {
  event = await publishEvent(system, ada);
  const { headers } = await read('');
  tag = headers.get('etag') ?? '';
  changed = headers.get('last-modified') ?? '';
});

const read = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  system.ask(method, `/v1/events/${event}${path}`, { token: ada.token, headers });
const before = () => new Date(Date.parse(changed) - 60_000).toUTCString();

describe.each(['GET', 'HEAD'])('%s', (method) => {
  test.each<[string, () => Record<string, string>, number]>([
    ['its tag', () => ({ 'if-match': tag }), 200],
    ['its tag among others', () => ({ 'if-match': `"x", ${tag}` }), 200],
    ['whatever is there', () => ({ 'if-match': '*' }), 200],
    ['another tag', () => ({ 'if-match': '"e999"' }), 412],
    ['its tag as a weak one', () => ({ 'if-match': `W/${tag}` }), 412],
    ['what is no tag', () => ({ 'if-match': 'e1' }), 412],
    ['a time before', () => ({ 'if-unmodified-since': before() }), 412],
    ['the very time', () => ({ 'if-unmodified-since': changed }), 200],
    ['what is no date', () => ({ 'if-unmodified-since': 'yesterday' }), 200],
    ['its tag, whatever the time', () => ({ 'if-match': tag, 'if-unmodified-since': before() }), 200],
    ['another tag, though it is known', () => ({ 'if-match': '"e999"', 'if-none-match': tag }), 412],
    ['its tag, and that it is known', () => ({ 'if-match': tag, 'if-none-match': tag }), 304],
  ])('%s', async (_, headers, status) => {
    const reply = await read('', headers(), method);
    expect(reply.status).toBe(status);
    expect(reply.body?.code).toBe(status === 412 && method === 'GET' ? 'precondition_failed' : undefined);
  });
});

test('200 for the tag of a compressed answer, 412 once it is another', async () => {
  const chart = await read('/chart', { 'accept-encoding': 'gzip' });
  expect((await read('/chart', { 'if-match': chart.headers.get('etag') ?? '' })).status).toBe(200);
  expect((await read('/chart', { 'if-match': tag })).body.code).toBe('precondition_failed');
});

test('of what has no tag only * holds; a list of orders that is not wanted gives its place back', async () => {
  for (let turn = 0; turn < 4; turn++)
    expect((await read('/orders.csv', { 'if-match': '"x"' })).body.code).toBe('precondition_failed');
  expect((await read('/orders.csv', { 'if-match': '*' })).status).toBe(200);
  expect((await read('/availability/stream', { 'if-match': '"x"' })).status).toBe(412);
});

test('304 for * of what has no tag, too: a stream, a file, an account whole', async () => {
  const headers = { 'if-none-match': '*' };
  for (const path of ['/orders', '/orders.csv', '/blocks', '/chart', '/availability/stream', '/event.ics'])
    expect([path, (await read(path, headers)).status]).toEqual([path, 304]);
  for (const path of [`/v1/users/${ada.id}/export`, '/v1/.well-known/jwks.json', '/.well-known/jwks.json'])
    expect([path, (await system.ask('GET', path, { token: ada.token, headers })).status]).toEqual([path, 304]);
  for (let turn = 0; turn < 12; turn++) expect((await read('/orders.csv', headers)).status).toBe(304);
  expect((await read('/orders.csv')).status).toBe(200);
});

const statusOf = async (...lines: string[]): Promise<number> => {
  const { port, host } = new URL(system.url);
  const head = [`GET /v1/events/${event} HTTP/1.1`, `host: ${host}`, 'connection: close', ...lines];
  return (await rawRequest(Number(port), `${head.join('\r\n')}\r\n\r\n`)).status;
};

test('a list of tags in two lines is one list; a time given twice is refused', async () => {
  expect(await statusOf('if-match: "x"', `if-match: ${tag}`)).toBe(200);
  expect(await statusOf('if-match: "x"', 'if-match: "y"')).toBe(412);
  expect(await statusOf('if-none-match: "x"', `if-none-match: ${tag}`)).toBe(304);
  for (const name of ['if-modified-since', 'if-unmodified-since'])
    for (const other of [before(), changed])
      expect(await statusOf(`${name}: ${other}`, `${name}: ${changed}`)).toBe(400);
});

test('404 and 401 come first: there is nothing to compare', async () => {
  const headers = { 'if-match': '"x"' };
  const unknown = `${event.slice(0, -1)}${event.endsWith('0') ? '1' : '0'}`;
  expect((await system.ask('GET', `/v1/events/${unknown}`, { headers })).status).toBe(404);
  expect((await system.ask('GET', `/v1/events/${event}/orders`, { headers })).status).toBe(401);
});

test('415 of a PATCH in another form, with Accept-Patch; of a POST without', async () => {
  for (const [method, path, patches] of [
    ['PATCH', '', 'application/json'],
    ['POST', '/holds', null],
  ] as const) {
    const headers = { 'content-type': 'application/json-patch+json' };
    const reply = await system.ask(method, `/v1/events/${event}${path}`, { token: ada.token, headers, body: {} });
    expect([reply.status, reply.headers.get('accept-patch'), reply.headers.get('accept')]).toEqual([
      415,
      patches,
      'application/json',
    ]);
  }
});
