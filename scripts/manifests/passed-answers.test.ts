/** What the edge's script makes of the words of those between it and a function: run as Lua 5.1, which Redis has. */
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PLAIN_HEADERS } from '../../functions/shared/http/answer-head.ts';
import { originList } from '../../functions/shared/http/cross-origin.ts';
import { serverUrl } from '../testing/servers/of-run.ts';
import { UNAVAILABLE_PAGE } from './render/edge-pages.ts';
import { publicPaths } from './render/page-readers.ts';
import { answerScript } from './render/passed-answers.ts';
import { routeTables } from './route-tables.ts';

let redis: Redis;
beforeAll(async () => {
  redis = new Redis(await serverUrl('redis'));
});
afterAll(() => redis.quit());

/** As much of Envoy's handle as the script touches: an answer, and the request of before. */
const ENVOY = `
local asked, answered, kept = cjson.decode(ARGV[1]), cjson.decode(ARGV[2]), {}
local function headers_of(all)
  return { get = function(_, name) return all[name] end, replace = function(_, name, value) all[name] = value end }
end
local body = { length = function() return #answered.body end,
  getBytes = function(_, from, size) return string.sub(answered.body, from + 1, from + size) end,
  setBytes = function(_, text) answered.body = text return #text end }
local metadata = { get = function() return kept end, set = function(_, _, key, value) kept[key] = value end }
local function handle(all)
  return { headers = function() return headers_of(all) end, body = function() return body end,
    streamInfo = function() return { dynamicMetadata = function() return metadata end } end }
end
envoy_on_request(handle(asked))
envoy_on_response(handle(answered.headers))
return cjson.encode(answered)`;

const EVENT = '/v1/events/evt_0a7_01HZ0000000000000000000000';
interface Answered {
  headers: Record<string, string>;
  body: string;
}

async function shown(
  asked: { method?: string; path: string; origin?: string; accept?: string },
  [users, readers]: [string, string],
  { status = '503', body = 'no healthy upstream', type = 'text/plain' } = {},
): Promise<Answered> {
  const { method = 'GET', path, ...more } = asked;
  const script = answerScript(publicPaths(routeTables), {
    users: originList.parse(users),
    readers: originList.parse(readers),
  });
  const answer = { headers: { ':status': status, 'content-type': type }, body };
  // Redis takes no globals.
  const program = `local envoy_on_request, envoy_on_response\n${script}\n${ENVOY}`;
  const request = { ':method': method, ':path': path, ...more };
  return JSON.parse(
    (await redis.eval(program, 0, JSON.stringify(request), JSON.stringify(answer))) as string,
  ) as Answered;
}

const corsOf = ({ headers }: Answered) => [headers['access-control-allow-origin'], headers['vary']];
const [APP, BLOG] = ['https://app.example.com', 'https://blog.example.org'];

it('makes a problem of what a proxy says: nothing has happened, or nobody knows', async () => {
  const read = await shown({ path: EVENT }, ['', '*']);
  expect(JSON.parse(read.body)).toMatchObject({ status: 503, code: 'unavailable', traceId: null });
  expect(read.headers).toMatchObject({
    ':status': '503',
    'content-type': 'application/problem+json',
    'retry-after': '1',
  });
  const change = { method: 'POST', path: `${EVENT}/orders` };
  expect(JSON.parse((await shown(change, ['', ''])).body)).toMatchObject({ code: 'unavailable' });
  const broken = await shown(change, ['', ''], { status: '502', body: 'EOF' });
  expect(JSON.parse(broken.body)).toMatchObject({ code: 'outcome_unknown' });
  const own = await shown(change, ['', ''], { body: '{"code":"overloaded"}', type: 'application/problem+json' });
  expect(own.body).toBe('{"code":"overloaded"}');
});

const BROWSER = 'text/html,application/xhtml+xml,*/*;q=0.8';

it('shows a page, under its policy, to a browser that asks for one; what changes something, and the API, is answered with a problem', async () => {
  const page = await shown({ path: '/e/evt_0a7_x', accept: BROWSER, origin: BLOG }, ['', '*']);
  expect(page.body).toBe(UNAVAILABLE_PAGE.html);
  expect(page.headers).toMatchObject({
    ':status': '503',
    'content-type': 'text/html; charset=utf-8',
    'retry-after': '1',
    ...PLAIN_HEADERS,
    ...UNAVAILABLE_PAGE.headers,
  });
  expect(corsOf(page)).toEqual([undefined, undefined]);
  for (const asked of [
    { method: 'POST', path: '/session/refresh', accept: BROWSER },
    { path: EVENT, accept: BROWSER },
    { path: '/.well-known/jwks.json', accept: BROWSER },
    { path: '/e/evt_0a7_x', accept: '*/*' },
  ]) {
    const { headers, body } = await shown(asked, ['', '*'], { status: '502', body: 'EOF' });
    expect([asked, headers['content-type']]).toEqual([asked, 'application/problem+json']);
    expect(JSON.parse(body)).toMatchObject({ code: asked.method ? 'outcome_unknown' : 'unavailable' });
  }
});

it('pages of any origin may read it of what everybody may see, others none', async () => {
  for (const path of [
    EVENT,
    `${EVENT}?x=1`,
    `${EVENT}/chart`,
    `${EVENT}/availability/stream`,
    '/v1/events?q=a',
    '/v1/events.ics',
  ])
    expect([path, ...corsOf(await shown({ path, origin: BLOG }, ['', '*']))]).toEqual([path, '*', undefined]);
  for (const path of [`${EVENT}/orders`, `${EVENT}/holds`, '/v1/eventsXics', '/v1/users', '/v1/events/a/b'])
    expect([path, ...corsOf(await shown({ path, origin: BLOG }, ['', '*']))]).toEqual([path, undefined, undefined]);
  expect(corsOf(await shown({ method: 'POST', path: '/v1/events', origin: BLOG }, ['', '*']))).toEqual([
    undefined,
    undefined,
  ]);
});

it('of a list, those of the list: who may use the API reads all, who may read what everybody may see no more', async () => {
  const lists: [string, string] = [APP, BLOG];
  const buys = { method: 'POST', path: `${EVENT}/orders` };
  expect(corsOf(await shown({ ...buys, origin: APP }, lists))).toEqual([APP, 'origin']);
  expect(corsOf(await shown({ ...buys, origin: BLOG }, lists))).toEqual([undefined, 'origin']);
  expect(corsOf(await shown({ path: EVENT, origin: BLOG }, lists))).toEqual([BLOG, 'origin']);
  expect(corsOf(await shown({ path: EVENT, origin: 'https://evil.example' }, lists))).toEqual([undefined, 'origin']);
  expect(corsOf(await shown({ path: EVENT, origin: APP }, [APP, '*']))).toEqual([APP, 'origin']);
  expect(corsOf(await shown({ path: EVENT, origin: BLOG }, [APP, '*']))).toEqual(['*', 'origin']);
  expect(corsOf(await shown({ ...buys, origin: BLOG }, ['*', '*']))).toEqual(['*', undefined]);
});
