import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fixedLength } from './re2.ts';
import { type AskedRoute, byPrecedence, candidate, HostTable, EdgeRoutes } from './route-match.ts';
import type { HttpRouteMatch } from './route-spec.ts';

const match = (
  type: HttpRouteMatch['path']['type'],
  value: string,
  more: Partial<HttpRouteMatch> = {},
): HttpRouteMatch => ({
  path: { type, value },
  headers: [],
  queryParams: [],
  ...more,
});
const asked = (path: string, more: Partial<AskedRoute> = {}): AskedRoute => ({
  method: 'GET',
  path,
  query: '',
  headers: {},
  ...more,
});
const table = (...matches: HttpRouteMatch[]): EdgeRoutes<number> =>
  new EdgeRoutes(matches.map((m, i) => candidate(m, i)));
const header = { name: 'X-Kind', type: 'Exact' as const, value: 'a' };

test.each<[string, HttpRouteMatch[], AskedRoute, number]>([
  [
    'exact before a longer regex',
    [match('RegularExpression', '/events/[a-z]+.*'), match('Exact', '/events/x')],
    asked('/events/x'),
    1,
  ],
  ['exact before prefix', [match('PathPrefix', '/events'), match('Exact', '/events')], asked('/events'), 1],
  [
    'a prefix before a regex, whatever their lengths',
    [match('RegularExpression', '/v1/events/[0-9]+'), match('PathPrefix', '/')],
    asked('/v1/events/1'),
    1,
  ],
  ['the longer prefix', [match('PathPrefix', '/v1'), match('PathPrefix', '/v1/events')], asked('/v1/events/1'), 1],
  [
    'the longer regex',
    [match('RegularExpression', '/v1/.*'), match('RegularExpression', '/v1/[a-z]+')],
    asked('/v1/a'),
    1,
  ],
  ['a method before none', [match('Exact', '/e'), match('Exact', '/e', { method: 'GET' })], asked('/e'), 1],
  [
    'a method before headers',
    [match('Exact', '/e', { headers: [header] }), match('Exact', '/e', { method: 'GET' })],
    asked('/e', { headers: { 'x-kind': 'a' } }),
    1,
  ],
  [
    'more headers',
    [match('Exact', '/e'), match('Exact', '/e', { headers: [header] })],
    asked('/e', { headers: { 'x-kind': 'a' } }),
    1,
  ],
  [
    'more query parameters',
    [match('Exact', '/e'), match('Exact', '/e', { queryParams: [{ name: 'q', type: 'Exact', value: '1' }] })],
    asked('/e', { query: 'q=1' }),
    1,
  ],
  ['else the one that stands first', [match('Exact', '/e'), match('Exact', '/e')], asked('/e'), 0],
])('precedence: %s', (_, matches, request, winner) => {
  expect(table(...matches).find(request)?.to).toBe(winner);
});

test.each<[HttpRouteMatch, AskedRoute, boolean]>([
  [match('PathPrefix', '/v1/events'), asked('/v1/events'), true],
  [match('PathPrefix', '/v1/events/'), asked('/v1/events'), true],
  [match('PathPrefix', '/v1/events'), asked('/v1/events/1'), true],
  [match('PathPrefix', '/v1/events'), asked('/v1/eventsX'), false],
  [match('Exact', '/v1/events'), asked('/v1/events/'), false],
  [match('RegularExpression', '/v1/events/evt_[0-7][0-9a-f]{2}_[^/]+'), asked('/v1/events/evt_3ff_x'), true],
  [match('RegularExpression', '/v1/events/evt_[0-7][0-9a-f]{2}_[^/]+'), asked('/v1/events/evt_8ff_x'), false],
  [match('RegularExpression', '/v1/events'), asked('/v1/events/1'), false],
  [match('RegularExpression', '/v1/events'), asked('/x/v1/events'), false],
  [match('PathPrefix', '/', { method: 'POST' }), asked('/'), false],
  [
    match('PathPrefix', '/', { headers: [{ ...header, type: 'RegularExpression', value: 'a+' }] }),
    asked('/', { headers: { 'x-kind': 'aaa' } }),
    true,
  ],
  [
    match('PathPrefix', '/', { headers: [{ ...header, type: 'RegularExpression', value: 'a+' }] }),
    asked('/', { headers: { 'x-kind': 'aab' } }),
    false,
  ],
  [
    match('PathPrefix', '/', { queryParams: [{ name: 'q', type: 'Exact', value: 'a b' }] }),
    asked('/', { query: 'q=a%20b' }),
    true,
  ],
])('%j takes %j: %s', (one, request, taken) => {
  expect(table(one).find(request) !== undefined).toBe(taken);
});

test('a look-around, which RE2 does not know, is refused as on the cluster', () => {
  expect(() => candidate(match('RegularExpression', '/(?=a)a'), 0)).toThrow('invalid or unsupported');
});

const one = (to: string): [ReturnType<typeof candidate<string>>] => [candidate(match('PathPrefix', '/'), to)];

test('a host is taken by its exact name, else the longest wildcard, else the routes without a host', () => {
  const hosts = new HostTable(
    new Map([
      ['*', one('any')],
      ['*.example.com', one('wide')],
      ['*.api.example.com', one('narrow')],
      ['api.example.com', one('exact')],
    ]),
  );
  const to = (host: string): string | undefined => hosts.forHost(host)?.find(asked('/'))?.to;
  expect([to('api.example.com'), to('b.example.com'), to('x.y.api.example.com'), to('example.com')]).toEqual([
    'exact',
    'wide',
    'narrow',
    'any',
  ]);
});

test.each<[string, number | undefined]>([
  ['/v1/events', 10],
  [String.raw`/evt_[0-7][0-9a-f]{2}/event\.ics`, 18],
  ['', 0],
  ['/a+', undefined],
  ['/a|/bb', undefined],
  ['/(a)', undefined],
  ['/a.c', undefined],
  ['/[^/]', undefined],
  ['/a{1,2}', undefined],
  ['/a{2}?', undefined],
  [String.raw`/\d`, undefined],
  ['(?i)/a', undefined],
])('what %j matches is as long as %s', (pattern, length) => {
  expect(fixedLength(pattern)).toBe(length);
});

test('the table finds what is found when all candidates are tried in order', () => {
  const paths = ['/a', '/a/b', '/ab', '/a/', '/', '/abc', '/abcd'];
  const patterns = ['/[a-c]{2}', '/a/[a-z]', '/a.*', '/[a-z]+', '/(?:a|ab)', '/ab'];
  const aMatch = fc.record(
    {
      path: fc.oneof(
        fc.record({ type: fc.constantFrom('Exact' as const, 'PathPrefix' as const), value: fc.constantFrom(...paths) }),
        fc.record({ type: fc.constant('RegularExpression' as const), value: fc.constantFrom(...patterns) }),
      ),
      method: fc.constantFrom('GET' as const, 'POST' as const),
      headers: fc.constantFrom<HttpRouteMatch['headers']>([], [header]),
      queryParams: fc.constant<HttpRouteMatch['queryParams']>([]),
    },
    { requiredKeys: ['path', 'headers', 'queryParams'] },
  );
  const request = fc.record({
    path: fc.constantFrom(...paths, '/b', '/a/bc'),
    method: fc.constantFrom('GET', 'POST', 'DELETE', '*'),
    headers: fc.constantFrom({}, { 'x-kind': 'a' }),
  });
  fc.assert(
    fc.property(fc.array(aMatch, { maxLength: 8 }), request, (matches, { path, ...more }) => {
      const candidates = matches.map((each, index) => candidate(each, index));
      const right = candidates.toSorted(byPrecedence).find((each) => each.matches(asked(path, more)));
      expect(new EdgeRoutes(candidates).find(asked(path, more))?.to).toBe(right?.to);
    }),
    { numRuns: 2_000 },
  );
});
