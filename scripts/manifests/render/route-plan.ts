/** What the functions' routes are to the mesh: methods and paths, and where in them a slot decides. Pure. */
import * as z from 'zod';
import { isFile, isStreaming, pathParameters, type Route } from '../../../functions/shared/http/route.ts';
import type { PagePath } from '../../../functions/shared/serve/capability.ts';
import { ANY_SLOT } from '../../../functions/shared/sharding/slot-pattern.ts';
import {
  type Match,
  type RoutePattern,
  type Rule,
  rulesOf,
  type ShardMaps,
  SLOTS,
  type Wait,
} from '../../../functions/shared/sharding/slot-routes.ts';
import type { ShardKind } from '../../../functions/shared/slots.ts';
import type { RouteTable } from '../route-tables.ts';

/** The parameters whose slot decides about the shard. */
const SLOT_PARAMETERS: Partial<Record<string, ShardKind>> = { userId: 'users', eventId: 'events' };

/** The rules of a function, those without a slot first, then shard by shard. */
export function planRules(table: RouteTable, maps: ShardMaps): Rule[] {
  return rulesOf(routePattern(table), maps);
}

/** What a function's rules are made of under any map. */
export function routePattern({ name, routes, pages = [] }: RouteTable): RoutePattern {
  const kind = shardKindOf({ name, routes });
  const fixed = routes.filter((route) => !slotParameter(route));
  return {
    name,
    ...(kind && { kind }),
    fixed: [
      ...fixed.map((route) => [waitOf(route), toTheOne(route)] as const),
      ...pages.map((page) => [page.method === 'GET' ? 'read' : 'work', toThePages(page)] as const),
    ],
    slotted: routes.filter(slotParameter).map((route) => [waitOf(route), inSlots(route, SLOTS)] as const),
  };
}

function waitOf(route: Route): Wait {
  if (isStreaming(route)) return 'stream';
  return route.method === 'GET' && !isFile(route) ? 'read' : 'work';
}

/** The kind of shards that a function has a Service each for; undefined: it has its one Service. */
export function shardKindOf({ name: fn, routes }: RouteTable): ShardKind | undefined {
  const kinds = new Set(routes.flatMap((route) => kindOf(slotParameter(route)) ?? []));
  if (kinds.size > 1)
    throw new Error(`${fn}: routes by ${[...kinds].join(' and ')}; a function has one kind of shards`);
  return [...kinds][0];
}

/** The first path parameter that has a slot to route by; undefined also where the slot does not decide. */
export function slotParameter({ path, shards }: Route): string | undefined {
  return shards === 'all' ? undefined : parametersOf(path).find(kindOf);
}

/** Who may GET may HEAD; the functions answer it. */
export function methodsOf({ method }: Pick<Route, 'method'>): string[] {
  return method === 'GET' ? ['GET', 'HEAD'] : [method];
}

function toTheOne(route: Route): Match[] {
  const [parameter] = parametersOf(route.path);
  // A value that says nothing of a slot leads to the one Service that there is.
  const isPlain = parameter !== undefined && !valuePattern(parameter).includes(ANY_SLOT);
  return route.shards === 'all' || isPlain ? inSlots(route, ANY_SLOT) : exactly(route);
}

/** What finds a page. @throws Error for `/` and all below: Istio ranks that before the expressions by which shards are found */
export function toThePages({ path, below, method }: PagePath): Match[] {
  if (below && path === '/') throw new Error('pages everywhere would take the API from its functions');
  const type = below ? 'PathPrefix' : 'Exact';
  return methodsOf({ method }).map((one) => ({ method: one, path: { type, value: path } }));
}

function exactly(route: Route): Match[] {
  const [parameter] = parametersOf(route.path);
  if (parameter) throw new Error(`${route.path}: {${parameter}} has no slot to route by`);
  return methodsOf(route).map((method) => ({ method, path: { type: 'Exact', value: route.path } }));
}

function inSlots(route: Route, slots: string): Match[] {
  const decisive = slotParameter(route);
  const value = route.path
    .replaceAll('.', String.raw`\.`)
    .replaceAll(/\{(\w+)\}/g, (_, name: string) =>
      valuePattern(name).replace(ANY_SLOT, name === decisive ? slots : ANY_SLOT),
    );
  return methodsOf(route).map((method) => ({ method, path: { type: 'RegularExpression', value } }));
}

/** The regular expression of a parameter, without anchors; the schema has it. */
export function valuePattern(parameter: string): string {
  const schema = pathParameters[parameter as keyof typeof pathParameters];
  const pattern = schema && z.toJSONSchema(schema).pattern;
  const [, id] = /^\^(.+)\$$/.exec(pattern ?? '') ?? [];
  if (!id) throw new Error(`{${parameter}} is not an id with a slot, nor anything else that a path may have`);
  return id;
}

function parametersOf(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
}

function kindOf(parameter: string | undefined): ShardKind | undefined {
  return parameter === undefined ? undefined : SLOT_PARAMETERS[parameter];
}
