/** Every route of every function refuses what it does not declare, before anything is done. */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { shardKindOf } from '../../../../scripts/manifests/render/route-plan.ts';
import { routeTables } from '../../../../scripts/manifests/route-tables.ts';
import { eventBody, publishOn } from '../../../../scripts/testing/events.ts';
import { startTestSystem, type Person, type TestSystem } from '../../../../scripts/testing/test-system.ts';
import { isStreaming } from '../route.ts';

const tables = routeTables;
const all = tables.flatMap((table) => table.routes.map((route) => ({ name: route.name, route, table })));

let system: TestSystem;
let ada: Person;
let ids: Record<string, string>;
let bodies: Record<string, Record<string, unknown>>;

beforeAll(async () => {
  system = await startTestSystem();
  ada = await system.user('Ada');
  const event = await publishOn(system, ada, 'e0');
  const make = async (path: string, body: unknown): Promise<string> => {
    const reply = await system.ask('POST', `/v1/events/${event}/${path}`, { token: ada.token, key: path, body });
    expect(reply.status).toBe(201);
    return reply.body.id as string;
  };
  ids = {
    eventId: event,
    userId: ada.id,
    holdId: await make('holds', { seats: ['A-1-1', 'A-1-2'] }),
    orderId: await make('orders', { seats: ['A-1-3', 'A-1-4'] }),
    blockId: await make('blocks', { seats: ['A-2-1', 'A-2-2'] }),
    messageType: 'order.confirmed.v1',
  };
  // Everything is told and at rest.
  await system.until('the order is recorded', async () => {
    const { body } = await system.ask('GET', `/v1/users/${ada.id}/orders`, { token: ada.token });
    return body.items.length === 1;
  });
  bodies = {
    publishEvent: eventBody(),
    putEvent: eventBody(),
    changeEvent: { title: 'Another' },
    holdSeats: { seats: ['A-1-5'] },
    placeOrder: { holdId: ids['holdId'] },
    blockSeats: { seats: ['A-2-5'] },
    registerUser: { email: 'new@example.com', password: 'correct horse battery', name: 'New' },
    logIn: { email: ada.email, password: ada.password },
    refreshSession: { refreshToken: ada.refreshToken },
    logOut: { refreshToken: ada.refreshToken },
    introspectToken: { token: ada.token },
  };
});
afterAll(() => system.close());

interface Sent {
  query?: string;
  raw?: string | Readable;
  headers?: Record<string, string>;
}

interface Told {
  status: number;
  caching?: unknown;
  code: string | undefined;
  errors: undefined | { path: string; message: string }[];
}

/** The Service that owns what a route is asked for, by the default map. */
function serviceOf({ route, table }: (typeof all)[number]): string {
  const kind = shardKindOf(table);
  if (!kind) return table.name;
  const parameter = /\{(userId|eventId)\}/.exec(route.path)?.[1];
  const slot = Number.parseInt((ids[parameter ?? 'eventId'] ?? '').slice(4, 7), 16);
  return `${table.name}-${kind[0]}${slot < 0x800 ? 0 : 1}`;
}

/** Asks a route as its callers do, past the gateway, with what is sent beside. */
async function send(entry: (typeof all)[number], { query = '', raw, headers = {} }: Sent): Promise<Told> {
  const { route } = entry;
  const path = route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? '');
  const answer = await request(`${await system.platform.address(serviceOf(entry))}${path}${query}`, {
    method: route.method,
    headers: {
      ...(route.access === 'user' && { authorization: `Bearer ${ada.token}` }),
      ...(route.idempotent && { 'idempotency-key': 'undeclared' }),
      ...headers,
    },
    ...(raw !== undefined && { body: raw }),
  });
  const text = await answer.body.text();
  const caching = answer.headers['cache-control'];
  const { code, errors } = (text.startsWith('{') ? JSON.parse(text) : {}) as Pick<Told, 'code' | 'errors'>;
  return { status: answer.statusCode, caching, code, errors };
}

/** Everything that is kept: the rows of all databases, and what Redis knows but counters of limits. */
async function state(): Promise<Record<string, string>> {
  const kept: Record<string, string> = {};
  for (const shard of ['u0', 'u1', 'e0', 'e1', 'catalog']) {
    const [found] = await system.database(shard).query('SHOW TABLES');
    for (const row of found as Record<string, string>[]) {
      const table = Object.values(row)[0] ?? '';
      const [rows] = await system.database(shard).query(`SELECT * FROM \`${table}\` ORDER BY 1, 2`);
      kept[`${shard} ${table}`] = createHash('sha256').update(JSON.stringify(rows)).digest('hex');
    }
  }
  for (const key of await system.redis.keys('*{evt*'))
    kept[key] = (await system.redis.dumpBuffer(key))?.toString('hex') ?? '';
  return kept;
}

const JSON_TYPE = { 'content-type': 'application/json' };
const NAMES = ['undeclared', '__proto__', 'constructor', 'notify', ''];

const chunks = (text: string): Readable => Readable.from([Buffer.from(text)], { objectMode: false });

const TYPES = [
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/jsonp',
  'application/problem+json',
  'application/merge-patch+json',
  'application/json; charset=iso-8859-1',
  'application/json; charset=utf-16',
  'application/json; charset=utf-8; charset=utf-8',
  'application/json; charset=utf-8; charset="utf-8"',
  'application/json; profile=x; charset=latin1',
  'application/json; charset=',
  'application/json; charset = utf-8',
  'application/json; charset="utf-8',
  'application/json; profile',
  'application/json, text/plain',
  'application/json text/plain',
  '*/*',
];

/** What is sent, the statuses it may be answered with, and the path that is named. */
type Case = [what: string, sent: Sent, statuses: number[], path?: string | undefined];

const CODES: Partial<Record<number, string>> = { 415: 'media_type_unsupported', 422: 'invalid', 400: 'malformed_json' };

describe.each(all)('$name', (entry) => {
  const { route } = entry;
  const mayBeLeftOut = route.body?.safeParse(undefined).success === true;
  const settings = Object.keys((route.query as { shape?: object } | undefined)?.shape ?? {});

  /** What is not refused as it should be, or not before something was done. */
  async function faults(cases: Case[]): Promise<string[]> {
    const limits = await system.redis.keys('limit:*');
    if (limits.length > 0) await system.redis.del(limits);
    const before = await state();
    const found: string[] = [];
    for (const [what, sent, statuses, path] of cases) {
      const told = await send(entry, sent);
      const code = CODES[told.status];
      const names =
        path === undefined ||
        told.status !== 422 ||
        told.errors?.some((error) => error.path === path || error.path === `${path}.0`);
      if (!statuses.includes(told.status) || told.code !== code || !names)
        found.push(`${what}: ${JSON.stringify(told)}`);
    }
    const after = await state();
    const changed = Object.keys({ ...before, ...after }).filter((part) => before[part] !== after[part]);
    return [...found, ...changed];
  }

  test('422 invalid names each parameter of the query that it does not declare; nothing is done', async () => {
    const body = bodies[route.name];
    const valid: Sent = body ? { raw: JSON.stringify(body), headers: JSON_TYPE } : {};
    const cases: Case[] = [
      ...NAMES.filter((name) => !settings.includes(name)).flatMap((name) =>
        [`${name}=1`, `${name}=`, name]
          .filter(Boolean)
          .map((text): Case => [`?${text}`, { ...valid, query: `?${text}` }, [422], name]),
      ),
      ['a declared one and another', { ...valid, query: `?${settings[0] ?? 'x'}=1&undeclared` }, [422], 'undeclared'],
      ...settings.flatMap((name): Case[] => [
        [`${name} twice`, { ...valid, query: `?${name}=1&${name}=1` }, [422], name],
        [`${name} empty`, { ...valid, query: `?${name}=` }, [422], name],
      ]),
    ];
    expect(await faults(cases)).toEqual([]);
  });

  test.skipIf(route.body)('422 invalid for any body, 415 for the type or coding of one; nothing is done', async () => {
    const texts = ['{}', '{"seats":["A-1-3"]}', '[]', 'null', '""', 'not JSON', ' ', '\0'];
    const cases: Case[] = [
      ...texts.flatMap((raw): Case[] => [
        [raw, { raw, headers: JSON_TYPE }, [422], 'body'],
        [`${raw} of no type`, { raw }, [422], 'body'],
        [`${raw} as text`, { raw, headers: { 'content-type': 'text/plain' } }, [415, 422], 'body'],
        [`${raw} in chunks`, { raw: chunks(raw), headers: JSON_TYPE }, [422], 'body'],
      ]),
      ...TYPES.map((type): Case => [`${type}, but no body`, { headers: { 'content-type': type } }, [415]]),
      ['a coding, but no body', { headers: { 'content-encoding': 'gzip' } }, [415]],
    ];
    expect(await faults(cases)).toEqual([]);
  });

  test.runIf(route.body)(
    '422 invalid names an undeclared member, 415 for another type or coding; nothing is done',
    async () => {
      const body = bodies[route.name] ?? {};
      const raw = JSON.stringify(body);
      const twice = raw.replace(/^\{/, `{${raw.slice(1, -1) || '"a":1'},`);
      const cases: Case[] = [
        ...NAMES.map((name): Case => [
          `a member ${name}`,
          { raw: raw.replace(/^\{/, `{${JSON.stringify(name)}:1,`).replace(',}', '}'), headers: JSON_TYPE },
          [422],
          bodies[route.name] && name,
        ]),
        ...TYPES.map((type): Case => [type, { raw, headers: { 'content-type': type } }, [415]]),
        ['no type', { raw }, [415]],
        ['a coding', { raw, headers: { ...JSON_TYPE, 'content-encoding': 'gzip' } }, [415]],
        ...(mayBeLeftOut
          ? []
          : ([
              ['nothing', {}, [415]],
              ['nothing, as JSON', { headers: JSON_TYPE }, [400]],
            ] as Case[])),
        ['not JSON', { raw: 'title=x', headers: JSON_TYPE }, [400]],
        ['two texts', { raw: `${raw}${raw}`, headers: JSON_TYPE }, [400]],
        ['each member twice', { raw: twice, headers: JSON_TYPE }, [400]],
        ['a list', { raw: `[${raw}]`, headers: JSON_TYPE }, [422]],
        ['null', { raw: 'null', headers: JSON_TYPE }, [422]],
      ];
      expect(await faults(cases)).toEqual([]);
    },
  );
});

const named = (name: string) => all.filter((entry) => entry.name === name);

test.each(all.filter(({ route }) => route.method === 'GET' && !isStreaming(route)))(
  '200 of $name is not to be stored if it is personal, and may be kept if it is public',
  async (entry) => {
    const { status, caching } = await send(entry, {});
    const isPersonal = entry.route.access === 'user';
    expect([status, caching]).toEqual([
      200,
      expect.stringMatching(isPersonal ? /^no-store$/ : /^public, max-age=\d+$|^no-cache$/),
    ]);
  },
);

test('what is declared is taken: an empty query, no body with or without the type of one, JSON said to be UTF-8', async () => {
  const taken: [string, Sent, number][] = [
    ['getEvent', { query: '?' }, 200],
    ['getEvent', { headers: JSON_TYPE }, 200],
    ['listEvents', { query: '?limit=5&priceFromCents=0' }, 200],
    ['getHold', {}, 200],
    [
      'introspectToken',
      {
        raw: JSON.stringify(bodies['introspectToken']),
        headers: { 'content-type': 'application/json ; charset="utf-8"', 'content-encoding': 'identity' },
      },
      200,
    ],
    ...[
      'Application/JSON;charset=UTF-8',
      'application/json;',
      'application/json ;; ;charset=UTF-8;',
      'APPLICATION/JSON;Charset="Utf-8"',
      'application/json; charset="\\ut\\f-8"',
      'application/json; profile=x',
      'application/json; foo="a;b\\"c"; charset=utf-8; v=1',
    ].map((type): [name: string, sent: Sent, status: number] => [
      'introspectToken',
      { raw: JSON.stringify(bodies['introspectToken']), headers: { 'content-type': type } },
      200,
    ]),
    ['cancelOrder', {}, 200],
    ['cancelOrder', { headers: JSON_TYPE }, 200],
    ['cancelOrder', { raw: chunks('') }, 200],
    ['releaseBlock', { query: '?seats=A-2-1' }, 204],
    ['releaseHold', {}, 204],
  ];
  for (const [name, sent, status] of taken)
    for (const entry of named(name)) expect([name, (await send(entry, sent)).status]).toEqual([name, status]);
});
