/** The committed routes, read as the gateway reads them, against the route tables and the shard map. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RE2JS } from 're2js';
import { expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { SLOT_COUNT, slotName } from '../../../functions/shared/slots.ts';
import { readShardMaps } from '../../platform/spec/shards.ts';
import { routeTables } from '../route-tables.ts';
import { ROOT } from './files.ts';
import { hostOf, type HttpRoute } from '../../../functions/shared/sharding/http-route-manifests.ts';
import { methodsOf, shardKindOf, slotParameter } from './route-plan.ts';

interface Rule {
  matches: { method: string; path: { type: string; value: string } }[];
  filters: { urlRewrite: { hostname: string } }[];
}

const text = await readFile(join(ROOT, 'istio/routes.yaml'), 'utf8');
const routes = parseAllDocuments(text).map((document) => document.toJS() as HttpRoute);
const rules = routes.flatMap(({ spec }) => spec.rules as Rule[]);
const matches = rules.flatMap((rule) =>
  rule.matches.map(({ method, path }) => ({ method, ...path, leadsTo: rule.filters[0]?.urlRewrite.hostname })),
);
const tests = matches.map((match) => ({ ...match, test: pathTest(match.type, match.value), hits: 0 }));
const tables = routeTables;
const maps = await readShardMaps();
const operations = tables.flatMap((table) =>
  table.routes.flatMap((route) => methodsOf(route).map((method) => ({ table, route, method }))),
);

/** Envoy matches the whole path. A native expression stands in for RE2 (it is faster): the syntax means the same in both. */
function pathTest(type: string, value: string): (path: string) => boolean {
  if (type === 'Exact') return (path) => path === value;
  if (type === 'PathPrefix') return (path) => path === value || path.startsWith(`${value}/`);
  RE2JS.compile(value);
  if (!/^[\w/\-.,[\]{}()?:|\\]+$/.test(value)) throw new Error(`${value} may mean something else in RE2`);
  const whole = new RegExp(`^(?:${value})$`);
  return (path) => whole.test(path);
}

function taken(method: string, path: string) {
  const found = tests.filter((match) => match.method === method && match.test(path));
  for (const match of found) match.hits++;
  return found;
}

const PREFIXES: Record<string, string> = {
  eventId: 'evt',
  userId: 'usr',
  orderId: 'ord',
  holdId: 'hld',
  blockId: 'blk',
};

function pathOf(template: string, slot: number): string {
  return template.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    name === 'messageType' ? 'order.confirmed.v1' : `${PREFIXES[name]}_${slotName(slot)}_01JDCMX0C1E6S9T4W2VZQK8M5F`,
  );
}

it.each(operations.filter(({ route }) => slotParameter(route)))(
  '$method $route.path leads to the Service of the shard that owns the slot, for all 4096',
  ({ table, route, method }) => {
    const kind = shardKindOf(table);
    const wrong: unknown[] = [];
    for (let slot = 0; slot < SLOT_COUNT; slot++) {
      const owner = hostOf(`${table.name}-${kind && maps[kind].ownerOf(slot)}`);
      const found = taken(method, pathOf(route.path, slot));
      if (found.length !== 1 || found[0]?.leadsTo !== owner) wrong.push({ slot, owner, found });
    }
    expect(wrong).toEqual([]);
  },
);

it.each(operations.filter(({ route }) => !slotParameter(route)))(
  '$method $route.path leads to the one $table.name',
  ({ table: { name: fn }, route: { path }, method }) => {
    for (const slot of [0, 0x7ff, 0x800, SLOT_COUNT - 1]) {
      const found = taken(method, pathOf(path, slot));
      expect(found.map(({ leadsTo }) => leadsTo)).toEqual([hostOf(fn)]);
    }
  },
);

const pages = tables.flatMap(({ name, pages: own = [] }) => own.map((page) => ({ ...page, fn: name })));

it.each(pages)('$method $path leads to the pages of $fn, below: $below', ({ fn, path, below, method }) => {
  for (const asked of [path, ...(below ? [`${path}/`, `${path}/a/b`] : [])])
    for (const one of methodsOf({ method })) expect(taken(one, asked)).toMatchObject([{ leadsTo: hostOf(fn) }]);
});

it('no page is where an operation of the API is', () => {
  for (const { route } of operations)
    for (const { path, below } of pages)
      expect(below ? `${route.path}/`.startsWith(`${path}/`) : route.path === path, `${path} ${route.path}`).toBe(
        false,
      );
});

it('nothing else is routed', () => {
  expect(tests.filter(({ hits }) => hits === 0)).toEqual([]);
});

it.each([
  ['POST', '/cloudevents'],
  ['POST', '/dead-letters'],
  ['GET', '/healthz'],
  ['POST', '/'],
  ['GET', '/v1/'],
  ['DELETE', '/v1/events'],
  ['GET', pathOf('/v1/events/{eventId}', 7).toLowerCase()],
  ['GET', `${pathOf('/v1/events/{eventId}', 7)}/`],
  ['GET', `/x${pathOf('/v1/events/{eventId}', 7)}`],
])('%s %s leads nowhere', (method, path) => {
  expect(taken(method, path)).toEqual([]);
});
