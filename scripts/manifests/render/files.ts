/** Everything that is rendered from the route tables, the shard map and the list of Redis users, as texts by path. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { readShardMaps } from '../../platform/spec/shards.ts';
import { REDIS_FUNCTIONS, redisRules } from '../../servers/redis-users.ts';
import { loadRouteTables, type RouteTable } from '../route-tables.ts';
import { accessPolicy } from './access.ts';
import { type HttpRoute, httpRoutes, isWeighted } from './http-routes.ts';
import { planRules, shardKindOf, type ShardMaps } from './plan.ts';
import { shardServices } from './shard-services.ts';

/** The project's folder. */
export const ROOT = join(import.meta.dirname, '../../..');

const BY = 'Rendered by `npm run render`; do not edit.';

/** Every rendered file: its path within the project, its text. */
export async function renderFiles(): Promise<Map<string, string>> {
  const [tables, maps] = await Promise.all([loadRouteTables(), readShardMaps()]);
  const services = await Promise.all(tables.map((table) => servicesFile(table, maps)));
  return new Map([
    ['istio/routes.yaml', routesFile(tables, maps)],
    [
      'istio/authorization.yaml',
      `# What needs a token, from functions/*/api.ts (access: user). ${BY}\n${text(accessPolicy(tables))}`,
    ],
    ['knative/redis-users.acl', redisUsersFile()],
    ...services.flat(),
  ]);
}

function routesFile(tables: readonly RouteTable[], maps: ShardMaps): string {
  const routes = tables.flatMap((table) => httpRoutes(table.fn, planRules(table, maps)));
  const header = `# From functions/*/api.ts and the shard map in knative/shards.yaml. ${BY}
#
# Nothing here says retries: Istio's default policy for these routes (1.29: connect-failure, refused-stream and two gRPC
# statuses) repeats only what no function can have seen, POST or not; knative-local-gateway retries nothing.
`;
  return header + routes.map(withReason).join('---\n');
}

function redisUsersFile(): string {
  const header = `# Redis users, one for each function, from scripts/servers/redis-users.ts. ${BY}
# Each line but for its first word is what ACL SETUSER takes; put a password in place of PASSWORD.
`;
  const lines = REDIS_FUNCTIONS.map((name) => `user ${name} on >PASSWORD ${redisRules(name, { tellsReads: true })}\n`);
  return header + lines.join('');
}

function withReason(route: HttpRoute): string {
  if (!isWeighted(route)) return text(route);
  const reason = `# Any shard may take these: weights are numbers of slots. Each backend has its own host, which Istio takes as a Host header.
# check-manifests: ignore GW06 -- the Host header rewrites the host (istio 1.29 route.go, processWeightedDestination)
`;
  return reason + text(route);
}

async function servicesFile(table: RouteTable, maps: ShardMaps): Promise<[string, string][]> {
  const kind = shardKindOf(table);
  if (!kind) return [];
  const { fn } = table;
  const manifest = await readFile(join(ROOT, `knative/${fn}.yaml`), 'utf8');
  const services = shardServices(
    manifest,
    maps[kind].shards.map(({ name }) => name),
  );
  const header = `# ${fn}, a Service for each shard, from knative/${fn}.yaml. ${BY}\n`;
  return [[`knative/shards/${fn}.yaml`, header + services.join('---\n')]];
}

function text(document: object): string {
  return stringify(document, { lineWidth: 0, singleQuote: true, aliasDuplicateObjects: false });
}
