/** What holds of every route of every function, through the edge and past it: methods, ids, other origins, where things are, codings. */
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ownAnswers } from '../../../scripts/manifests/render/own-answers.ts';
import { methodsOf, shardKindOf } from '../../../scripts/manifests/render/route-plan.ts';
import { routeTables } from '../../../scripts/manifests/route-tables.ts';
import { eventBody, publishOn } from '../../../scripts/testing/events.ts';
import { rawRequest } from '../../../scripts/testing/raw-request.ts';
import { startTestSystem, type Person, type TestSystem } from '../../../scripts/testing/test-system.ts';
import { chosenEventId } from '../event/chosen-id.ts';
import { isStreaming } from '../http/route.ts';

const APP = 'https://app.example.com';
const ULID = '01HZ0000000000000000000000';
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

const all = routeTables.flatMap((table) => table.routes.map((route) => ({ name: route.name, route, table })));
const paths = [...Map.groupBy(all, ({ route }) => route.path)].map(([path, entries]) => ({ path, entries }));

let system: TestSystem;
let ada: Person;
let big: string;
let ids: Record<string, string>;

/** 50,000 seats, the largest chart that is seated by rows in one piece. */
const arena = () => ({
  sections: Array.from({ length: 50 }, (_, section) => ({
    id: `S${section}`,
    name: `Section ${section}`,
    kind: 'seated',
    priceCategory: section % 2 === 0 ? 'P1' : 'P2',
    rows: Array.from({ length: 50 }, (__, row) => ({ label: String(row + 1), seats: 20 })),
  })),
});

beforeAll(async () => {
  system = await startTestSystem({
    patch: (manifests) => {
      const settings = manifests.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'seatmesh');
      if (settings?.data) settings.data['CORS_ORIGINS'] = `https://other.example.com,${APP}`;
      const problems = manifests.find(({ kind, metadata }) => kind === 'EnvoyFilter' && metadata.name === 'problems');
      const users = ['https://other.example.com', APP];
      const { spec } = ownAnswers(routeTables, { users, readers: '*' }) as { spec: Record<string, unknown> };
      if (problems) problems.spec = structuredClone(spec);
    },
  });
  ada = await system.user('Ada');
  big = await publishOn(system, ada, 'e0', { chart: arena() });
  ids = {
    eventId: big,
    userId: ada.id,
    orderId: `ord_${big.slice(4, 7)}_${ULID}`,
    holdId: `hld_${big.slice(4, 7)}_${ULID}`,
    blockId: `blk_${big.slice(4, 7)}_${ULID}`,
    messageType: 'order.confirmed.v1',
  };
});
afterAll(() => system.close());

const filled = (path: string): string => path.replaceAll(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? name);

/** Asks without reading what may never end. */
async function ask(url: string, method: string, headers: Record<string, string> = {}) {
  const answer = await request(url, { method: method as 'GET', headers });
  const isStream = String(answer.headers['content-type']).startsWith('text/event-stream');
  const bytes = isStream ? Buffer.alloc(0) : Buffer.from(await answer.body.arrayBuffer());
  if (isStream) answer.body.destroy();
  return { status: answer.statusCode, headers: answer.headers, bytes };
}
const problemOf = (bytes: Buffer) => JSON.parse(bytes.toString()) as Record<string, unknown>;
const bearer = () => ({ authorization: `Bearer ${ada.token}` });

/** The Service that owns what a route is asked for. */
function serviceOf({ table }: (typeof all)[number]): string {
  const kind = shardKindOf(table);
  const slot = Number.parseInt((kind === 'users' ? ada.id : big).slice(4, 7), 16);
  return kind ? `${table.name}-${kind[0]}${slot < 0x800 ? 0 : 1}` : table.name;
}

/** Methods that no client library sends. */
const ODD = ['FOO', 'get', 'PROPFIND', 'TRACE', 'M-SEARCH'];

describe.each(paths)('$path', ({ path, entries }) => {
  const declared = [...new Set(entries.flatMap(({ route }) => methodsOf(route)))];

  test('204 for OPTIONS with what it takes; a page of a known origin is let, one of another is not', async () => {
    const preflight = {
      'access-control-request-method': declared[0] ?? '',
      'access-control-request-headers': 'authorization',
    };
    const answer = await ask(system.url + filled(path), 'OPTIONS', { origin: APP, ...preflight });
    expect([answer.status, answer.bytes.length, String(answer.headers['allow']).split(', ').toSorted()]).toEqual([
      204,
      0,
      [...declared, 'OPTIONS'].toSorted(),
    ]);
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': APP,
      'access-control-allow-methods': answer.headers['allow'],
      'x-request-id': expect.any(String),
      vary: 'origin',
    });
    expect(answer.headers['accept-patch']).toBe(declared.includes('PATCH') ? 'application/json' : undefined);
    const other = await ask(system.url + filled(path), 'OPTIONS', { origin: 'https://evil.example', ...preflight });
    expect([other.status, other.headers['access-control-allow-origin']]).toEqual([204, undefined]);
  });

  test('405 with what it takes for a method that HTTP does not know', async () => {
    for (const method of ODD) {
      const line = `${method} ${filled(path)} HTTP/1.1\r\nHost: 127.0.0.1\r\n`;
      // One that Node does know is as any other: a token is asked for first.
      const sent = `${line}authorization: Bearer ${ada.token}\r\nconnection: close\r\n\r\n`;
      const answer = await rawRequest(Number(new URL(system.url).port), sent);
      const allow = /^allow: (.*)$/im.exec(answer.head)?.[1]?.trim().split(', ').toSorted();
      expect([method, answer.status, allow]).toEqual([method, 405, [...declared, 'OPTIONS'].toSorted()]);
      expect(answer.body).toContain('"code":"method_not_allowed"');
    }
  });

  test('405 with what it takes for any other method, at the edge and in the function', async () => {
    for (const method of METHODS.filter((one) => !declared.includes(one))) {
      const answer = await ask(system.url + filled(path), method, { origin: APP });
      expect([method, answer.status, String(answer.headers['allow']).split(', ').toSorted()]).toEqual([
        method,
        405,
        [...declared, 'OPTIONS'].toSorted(),
      ]);
      expect(answer.headers).toMatchObject({ 'access-control-allow-origin': APP, 'x-request-id': expect.any(String) });
    }
    for (const service of new Set(entries.map(serviceOf))) {
      const own = entries.filter((entry) => serviceOf(entry) === service).flatMap(({ route }) => methodsOf(route));
      const allow = [...own, 'OPTIONS'].toSorted();
      const address = (await system.platform.address(service)) + filled(path);
      for (const method of ['OPTIONS', ...METHODS.filter((one) => !own.includes(one))]) {
        const answer = await ask(address, method);
        expect([service, method, answer.status, String(answer.headers['allow']).split(', ').toSorted()]).toEqual([
          service,
          method,
          method === 'OPTIONS' ? 204 : 405,
          allow,
        ]);
        const patches = method === 'OPTIONS' && own.includes('PATCH') ? 'application/json' : undefined;
        expect(answer.headers['accept-patch']).toBe(patches);
      }
    }
  });
});

test.each(all)(
  '$name: whatever is answered names its request and its trace, and pages of known origins may read it',
  async (entry) => {
    const { route } = entry;
    const headers = {
      origin: APP,
      ...(route.access === 'user' && bearer()),
      'content-type': 'text/plain',
      ...(route.idempotent && { 'idempotency-key': 'k' }),
    };
    const refused = await ask(system.url + filled(route.path), route.method, headers);
    // A type of a body that it does not take, or that is of nothing.
    expect([refused.status, problemOf(refused.bytes)]).toMatchObject([
      415,
      { code: 'media_type_unsupported', traceId: expect.stringMatching(/^[0-9a-f]{32}$/) },
    ]);
    expect(refused.headers['traceresponse']).toContain(problemOf(refused.bytes)['traceId']);
    const about = {
      'x-request-id': expect.stringMatching(/^[\w-]{36}$/),
      'access-control-allow-origin': APP,
      'access-control-expose-headers': expect.stringContaining('ratelimit'),
    };
    expect(refused.headers).toMatchObject(about);
    const stranger = await ask(system.url + filled(route.path), route.method, {
      origin: APP,
      authorization: 'Bearer rubbish',
    });
    expect([stranger.status, stranger.headers]).toMatchObject([401, about]);
  },
);

test('the edge’s own 404 names its request, too', async () => {
  const lost = await ask(`${system.url}/nowhere`, 'GET');
  expect([lost.status, lost.headers['x-request-id'], problemOf(lost.bytes)['traceId']]).toEqual([
    404,
    expect.any(String),
    expect.stringMatching(/^[0-9a-f]{32}$/),
  ]);
});

const of = (path: string) => (id: string) => `${path}/${id}`;

test('201 says where what it made is, and whoever made it gets it there', async () => {
  const created = all.filter(({ route }) => 201 in route.answers);
  expect(created.filter(({ route }) => route.location === undefined)).toEqual([]);
  const seen = new Set<string>();
  const make = async (
    name: string,
    method: string,
    path: string,
    body: unknown,
    expected: (id: string) => string,
    tokenOf = async () => ada.token,
  ) => {
    seen.add(name);
    const key = all.find((entry) => entry.name === name)?.route.idempotent ? { key: name } : {};
    const answer = await system.ask(method, path, { token: ada.token, ...key, body });
    expect([name, answer.status, answer.headers.get('location')]).toEqual([
      name,
      201,
      expected(answer.body.id as string),
    ]);
    const found = await system.ask('GET', answer.headers.get('location') ?? '', { token: await tokenOf() });
    expect([name, found.status, found.body.id]).toEqual([name, 200, answer.body.id]);
    expect([name, found.headers.get('etag')]).toEqual([name, expect.any(String)]);
    expect([name, found.headers.get('location')]).toEqual([name, null]);
    return answer;
  };
  const event = `/v1/events/${big}`;
  const account = { email: `l.${Date.now()}@example.com`, password: 'correct horse battery', name: 'L' };
  await make('registerUser', 'POST', '/v1/users', account, of('/v1/users'), async () => {
    const { email, password } = account;
    return (await system.ask('POST', '/v1/auth/login', { body: { email, password } })).body.accessToken;
  });
  await make('publishEvent', 'POST', '/v1/events', eventBody(), of('/v1/events'));
  await make('putEvent', 'PUT', `/v1/events/${chosenEventId(ada.id, 'located')}`, eventBody(), of('/v1/events'));
  await make('holdSeats', 'POST', `${event}/holds`, { seats: ['S0-1-1'] }, of(`${event}/holds`));
  await make('placeOrder', 'POST', `${event}/orders`, { seats: ['S0-1-2'] }, of(`${event}/orders`));
  await make('blockSeats', 'POST', `${event}/blocks`, { seats: ['S0-1-3'] }, of(`${event}/blocks`));
  expect(created.map(({ name }) => name).filter((name) => !seen.has(name))).toEqual([]);
});

test('what is long is compressed for who takes that: the chart of 50,000 seats in less than 4 KB', async () => {
  const readers = all.filter(
    ({ route }) => route.method === 'GET' && !isStreaming(route) && !/\{(hold|order|block)Id\}/.test(route.path),
  );
  const sizes: Record<string, number> = {};
  for (const { name, route } of readers) {
    const url = system.url + filled(route.path);
    const headers = route.access === 'user' ? bearer() : {};
    const plain = await ask(url, 'GET', headers);
    if (plain.bytes.length < 1_200) continue;
    sizes[name] = plain.bytes.length;
    for (const [accepted, decode] of [
      ['gzip', gunzipSync],
      ['br', brotliDecompressSync],
    ] as const) {
      const coded = await ask(url, 'GET', { ...headers, 'accept-encoding': accepted });
      expect([name, coded.headers['content-encoding'], coded.headers['vary']]).toEqual([
        name,
        accepted,
        'origin, accept-encoding',
      ]);
      expect([name, coded.bytes.length < plain.bytes.length / 2]).toEqual([name, true]);
      expect(decode(coded.bytes).length).toBe(plain.bytes.length);
      const most = name === 'getChart' ? 4_000 : Infinity;
      expect(coded.bytes.length).toBeLessThan(most);
    }
  }
  expect(sizes).toMatchObject({
    getChart: expect.any(Number),
    getOpenApi: expect.any(Number),
    getAvailability: expect.any(Number),
  });
});

test('limits are told with what they limit', async () => {
  const { email, password } = ada;
  const answer = await system.ask('POST', '/v1/auth/login', { body: { email, password } });
  expect([answer.status, answer.headers.get('ratelimit-policy'), answer.headers.get('ratelimit')]).toEqual([
    200,
    expect.stringMatching(/^"login";q=\d+;w=60$/),
    expect.stringMatching(/^"login";r=\d+;t=\d+$/),
  ]);
});
