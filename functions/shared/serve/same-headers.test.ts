/** An answer by a short way (from memory, not modified, without its body, a repeat) says what the long way says. */
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readFileSync } from 'node:fs';
import { routeTables } from '../../../scripts/manifests/route-tables.ts';
import { eventBody, publishEvent } from '../../../scripts/testing/events.ts';
import { startTestSystem, type Person, type TestSystem } from '../../../scripts/testing/test-system.ts';
import { chosenEventId } from '../event/chosen-id.ts';
import { isStreaming } from '../http/route.ts';

const all = routeTables.flatMap((table) => table.routes);
const reads = all.filter(({ method }) => method === 'GET');

let system: TestSystem;
let ada: Person;
let ids: Record<string, string>;

beforeAll(async () => {
  system = await startTestSystem();
  ada = await system.user('Ada');
  const event = await publishEvent(system, ada);
  const make = async (path: string, body: unknown): Promise<string> =>
    (await system.ask('POST', `/v1/events/${event}/${path}`, { token: ada.token, key: path, body })).body.id as string;
  ids = {
    eventId: event,
    userId: ada.id,
    holdId: await make('holds', { seats: ['A-1-1'] }),
    orderId: await make('orders', { seats: ['A-1-2'] }),
    blockId: await make('blocks', { seats: ['A-2-1'] }),
    messageType: 'order.confirmed.v1',
  };
  await system.until('the order is recorded, and the event listed', async () => {
    const { body } = await system.ask('GET', `/v1/users/${ada.id}/orders`, { token: ada.token });
    const { body: listed } = await system.ask('GET', '/v1/events');
    return body.items.length === 1 && listed.items.length === 1;
  });
});
afterAll(() => system.close());

const filled = (path: string): string => path.replaceAll(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? name);

/** What belongs to this answer and no other, or is about its body or connection. */
const OF_ONE = new Set([
  'date',
  'x-request-id',
  'traceresponse',
  'content-length',
  'content-type',
  'content-encoding',
  'content-disposition',
  'transfer-encoding',
  'connection',
  'keep-alive',
]);
/** What HTTP itself is about, and what every answer has whatever it is. */
const OF_ALL = new Set([
  'date',
  'server',
  'content-length',
  'content-type',
  'content-encoding',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'x-envoy-upstream-service-time',
]);

type Responses = Record<string, { $ref?: string; headers?: object }>;
const document = JSON.parse(readFileSync(new URL('../../event-global/openapi.json', import.meta.url), 'utf8')) as {
  paths: Record<string, Record<string, { responses: Responses }>>;
  components: { responses: Responses };
};

/** Headers of an answer that the document does not describe. */
function undescribed({ path, method }: { path: string; method: string }, status: number, names: Iterable<string>) {
  // The page that a person finds at `/` is no part of the API.
  if (!document.paths[path]) return [];
  const declared = document.paths[path][method.toLowerCase()]?.responses[status];
  const response = declared?.$ref ? document.components.responses[declared.$ref.split('/').at(-1) ?? ''] : declared;
  const known = new Set(Object.keys(response?.headers ?? {}).map((name) => name.toLowerCase()));
  return [...names].filter((name) => !known.has(name) && !OF_ALL.has(name)).map((name) => `${status} ${name}`);
}

/** They count down: that they are there is what is compared. */
const COUNTING = new Set(['ratelimit', 'ratelimit-policy']);

type Headers = Awaited<ReturnType<typeof ask>>['headers'];

async function ask(path: string, method: string, headers: Record<string, string>) {
  const answer = await request(system.url + path, { method: method as 'GET', headers });
  if (String(answer.headers['content-type']).startsWith('text/event-stream'))
    answer.body.on('error', () => {}).destroy();
  else await answer.body.dump();
  return { status: answer.statusCode, headers: answer.headers };
}

function said(headers: Headers): Record<string, unknown> {
  expect(headers).toMatchObject({ 'x-request-id': expect.any(String), traceresponse: expect.any(String) });
  const about = Object.entries(headers).filter(([name]) => !OF_ONE.has(name));
  return Object.fromEntries(about.map(([name, value]) => [name, COUNTING.has(name) ? 'said' : value]));
}

/** How many searches a listing says are left. */
const left = async (path: string) => {
  const { headers } = await ask(path, 'GET', {});
  expect(headers['ratelimit-policy']).toMatch(/^"search";q=\d+;w=60$/);
  return Number(/^"search";r=(\d+);t=\d+$/.exec(String(headers['ratelimit']))?.[1]);
};

describe('a read', () => {
  test.each(reads)('$name: asked again, with what is known, and without the body', async (route) => {
    const headers: Record<string, string> = route.access === 'user' ? { authorization: `Bearer ${ada.token}` } : {};
    const path = filled(route.path);
    const first = await ask(path, 'GET', headers);
    expect([route.name, first.status]).toEqual([route.name, 200]);
    expect(undescribed(route, 200, Object.keys(first.headers))).toEqual([]);
    const expected = said(first.headers);
    expect(expected).toMatchObject({
      'cache-control': expect.any(String),
      'x-content-type-options': 'nosniff',
      'strict-transport-security': 'max-age=31536000',
    });
    // Events are never compressed.
    expect(expected['vary'] ?? '').toMatch(isStreaming(route) ? /^$/ : /accept-encoding/);
    for (const [method, more] of [
      ['GET', {}],
      ['HEAD', {}],
      ['GET', { 'accept-encoding': 'gzip' }],
    ] as const) {
      const again = await ask(path, method, { ...headers, ...more });
      const { etag: _, ...others } = expected;
      expect([method, again.status, said(again.headers)]).toMatchObject([method, 200, others]);
      expect(Object.keys(said(again.headers)).toSorted()).toEqual(Object.keys(expected).toSorted());
    }
    const { etag } = first.headers;
    for (const method of etag === undefined ? [] : ['GET', 'HEAD']) {
      const known = await ask(path, method, { ...headers, 'if-none-match': String(etag) });
      expect([method, known.status, said(known.headers)]).toEqual([method, 304, expected]);
      expect([method, known.headers['content-type']]).toEqual([method, undefined]);
      expect(undescribed(route, 304, Object.keys(known.headers))).toEqual([]);
    }
    const anything = await ask(path, 'GET', { ...headers, 'if-none-match': '*' });
    expect(anything.status).toBe(304);
  });

  test('a listing tells the limit of searches, which one from memory is not counted against', async () => {
    for (const path of ['/v1/events?q=quartet', '/v1/events.ics?q=quartet']) {
      const [first, ...others] = [await left(path), await left(path), await left(path)];
      for (const other of others) expect(other).toBeLessThanOrEqual(first);
    }
  });
});

const repeats = (): [name: string, method: string, path: string, body?: unknown][] => {
  const event = `/v1/events/${ids['eventId']}`;
  return [
    ['putEvent', 'PUT', `/v1/events/${chosenEventId(ada.id, 'again')}`, eventBody()],
    ['changeEvent', 'PATCH', event, { title: 'Another' }],
    ['publishDraft', 'POST', `${event}/publish`],
    ['holdSeats', 'POST', `${event}/holds`, { seats: ['A-1-5'] }],
    ['extendHold', 'PATCH', `${event}/holds/${ids['holdId']}`],
    ['releaseHold', 'DELETE', `${event}/holds/${ids['holdId']}`],
    ['placeOrder', 'POST', `${event}/orders`, { seats: ['A-1-6'] }],
    ['blockSeats', 'POST', `${event}/blocks`, { seats: ['A-2-6'] }],
    ['releaseBlock', 'DELETE', `${event}/blocks/${ids['blockId']}`],
    ['cancelOrder', 'POST', `${event}/orders/${ids['orderId']}/cancel`],
    ['changeAccount', 'PATCH', `/v1/users/${ada.id}`, { name: 'Ada Again' }],
    ['cancelEvent', 'POST', `${event}/cancel`],
  ];
};

describe('a repeat', () => {
  test('is told as the first one was', async () => {
    for (const [name, method, path, body] of repeats()) {
      const sent = { token: ada.token, ...(body !== undefined && { body }), key: `again-${name}` };
      if (!all.find((route) => route.name === name)?.idempotent) Reflect.deleteProperty(sent, 'key');
      const [first, again] = [await system.ask(method, path, sent), await system.ask(method, path, sent)];
      const names = ({ headers }: typeof first): string[] =>
        [...headers.keys()].filter((one) => !OF_ONE.has(one) && one !== 'location' && one !== 'etag').toSorted();
      expect([name, first.status < 300, again.status < 300, names(again)]).toEqual([name, true, true, names(first)]);
      const route = all.find((one) => one.name === name);
      for (const { status, headers } of [first, again])
        expect([name, route && undescribed(route, status, headers.keys())]).toEqual([name, []]);
    }
  });
});

describe('what is refused', () => {
  test('tells what is described: limits that it was counted against, the media types that are taken', async () => {
    const token = { authorization: `Bearer ${ada.token}` };
    const odd = { ...token, 'content-type': 'text/plain', 'idempotency-key': 'refused' };
    const asked: Record<string, string>[] = [{}, token, { ...token, 'if-match': '"x"' }, odd];
    for (const route of all) {
      // Of another account, for this one is still needed; what else is done meanwhile, nobody looks at any more.
      const path = filled(route.path).replace(ada.id, `${ada.id.slice(0, 8)}${'0'.repeat(26)}`);
      const refusals = asked.map(async (headers) => {
        const body = route.method === 'GET' || headers['content-type'] === undefined ? null : '{';
        const reply = await request(system.url + path, { method: route.method as 'GET', headers, body });
        reply.body.on('error', () => {}).destroy();
        return reply.statusCode < 400 ? [] : undescribed(route, reply.statusCode, Object.keys(reply.headers));
      });
      expect([route.name, (await Promise.all(refusals)).flat()]).toEqual([route.name, []]);
    }
  });
});
