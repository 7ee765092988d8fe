/** Everything that is rendered from the functions' capabilities and the shard map, as texts by path. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { capabilities } from '../../../functions/capabilities.ts';
import { catalog, type EventType } from '../../../events/catalog.ts';
import { type Capability, takersOf } from '../../../functions/shared/serve/capability.ts';
import { originList, readerList } from '../../../functions/shared/http/cross-origin.ts';
import { httpRoutes } from '../../../functions/shared/sharding/http-route-manifests.ts';
import type { ShardNames } from '../../../functions/shared/sharding/map-variables.ts';
import type { ShardMaps } from '../../../functions/shared/sharding/slot-routes.ts';
import { shardMapText } from '../../../functions/shared/slots.ts';
import { type Manifest, parseManifests } from '../../platform/spec/manifests.ts';
import { readShardMaps } from '../../platform/spec/shards.ts';
import { redisRules } from '../../servers/redis-users.ts';
import { alertRules } from '../watching/alerts.ts';
import { dashboard } from '../watching/dashboard.ts';
import { compiledTexts } from '../texts/compile-texts.ts';
import { routeTables } from '../route-tables.ts';
import { accessPolicy } from './access.ts';
import { functionManifest, serviceManifest } from './function-manifest.ts';
import { mapFollowers } from './map-needs.ts';
import { ownAnswers } from './own-answers.ts';
import { plainHttpRoute } from './plain-http.ts';
import { planRules, shardKindOf } from './route-plan.ts';
import { functionRows, messageRows, roomRows, withRows } from './readme-tables.ts';

/** The project's folder. */
export const ROOT = join(import.meta.dirname, '../../..');

const BY = 'Rendered by `npm run render`; do not edit.';

/** Every rendered file: its path within the project, its text. */
export async function renderFiles(): Promise<Map<string, string>> {
  const maps = await readShardMaps();
  const names: ShardNames = { users: namesIn(maps, 'users'), events: namesIn(maps, 'events') };
  return new Map([
    ['istio/routes.yaml', routesFile(maps)],
    [
      'istio/plain-http.yaml',
      `# Port 80: whoever asks for a page is sent to the same over TLS. From functions/*/capability.ts (pages). ${BY}\n${text(plainHttpRoute(routeTables))}`,
    ],
    [
      'istio/authorization.yaml',
      `# What needs a token, from functions/*/api.ts (access: user). ${BY}\n${text(accessPolicy(routeTables))}`,
    ],
    ['istio/problems.yaml', await problemsFile()],
    ['scripts/overlays/sizes/kustomization.yaml', sizesFile(names)],
    ['scripts/overlays/watching/alerts.yaml', alertsFile()],
    ['scripts/overlays/watching/dashboard.json', `${JSON.stringify(dashboard(), undefined, 2)}\n`],
    ['knative/redis-users.acl', redisUsersFile()],
    ['knative/redis-secrets.yaml', redisSecretsFile()],
    ...capabilities.flatMap((capability) => functionFiles(capability, names)),
    ['events/addressees.ts', addresseesFile()],
    ['functions/shard-map/followers.json', `${JSON.stringify(mapFollowers(capabilities), undefined, 1)}\n`],
    ...compiledTexts(ROOT),
    await inPart('knative/kustomization.yaml', (old) => withFunctions(old)),
    await inPart('functions/README.md', (old) => withRows(old, '| Room |', roomRows(capabilities))),
    await inPart('README.md', (old) =>
      withRows(withRows(old, '| Function |', functionRows(capabilities)), '| Type |', messageRows(capabilities)),
    ),
  ]);
}

/**
 * The manifests of an installation that has a shard map of its own: what is rendered from the map is rendered from that one; the rest, and where it came
 * from, stays.
 */
export function withShardMaps(manifests: readonly Manifest[], maps: ShardMaps): Manifest[] {
  const names: ShardNames = { users: namesIn(maps, 'users'), events: namesIn(maps, 'events') };
  const rendered = [
    ...parseManifests(routesFile(maps), 'istio/routes.yaml'),
    ...capabilities.flatMap((capability) =>
      functionFiles(capability, names).flatMap(([path, file]) => parseManifests(file, path)),
    ),
  ];
  const known = new Set(manifests.map(nameOf));
  const byName = new Map(rendered.map((manifest) => [nameOf(manifest), manifest]));
  const shards = {
    SHARD_MAP_USERS: shardMapText(maps.users.shards),
    SHARD_MAP_EVENTS: shardMapText(maps.events.shards),
  };
  const kept = manifests
    // A route that is not rendered any more leads where nobody is to be asked.
    .filter((manifest) => manifest.kind !== 'HTTPRoute' || byName.has(nameOf(manifest)) || !isRendered(manifest))
    .map((manifest) => {
      if (manifest.kind === 'ConfigMap' && manifest.metadata.name === 'shards') return { ...manifest, data: shards };
      const { spec } = byName.get(nameOf(manifest)) ?? {};
      return spec === undefined ? manifest : { ...manifest, spec };
    });
  return [...kept, ...rendered.filter((manifest) => !known.has(nameOf(manifest)))];
}

const nameOf = ({ apiVersion, kind, metadata }: Manifest): string => `${apiVersion} ${kind} ${metadata?.name}`;

const isRendered = ({ file = '' }: Manifest): boolean => file.endsWith('istio/routes.yaml');

/** For whom messages are: a publisher says it in each, so that a function needs one Trigger for all its types. */
function addresseesFile(): string {
  const rows = (Object.keys(catalog) as EventType[]).flatMap((type) => {
    const names = takersOf(type, capabilities).map((name) => `'${name}'`);
    return names.length > 0 ? [`  '${type}': [${names.join(', ')}],\n`] : [];
  });
  return `/** Which functions take a type of message. From what the functions say of themselves. ${BY} */
import type { EventType } from './catalog.ts';

export const addressees: Readonly<Partial<Record<EventType, readonly string[]>>> = {
${rows.join('')}};
`;
}

/** A file of which only a part is rendered. */
async function inPart(path: string, change: (text: string) => string): Promise<[string, string]> {
  return [path, change(await readFile(join(ROOT, path), 'utf8'))];
}

const namesIn = (maps: ShardMaps, kind: keyof ShardMaps): string[] => maps[kind].shards.map(({ name }) => name);

function functionFiles(capability: Capability, names: ShardNames): [string, string][] {
  const { name } = capability;
  const kind = shardKindOf(capability);
  const from = `From functions/${name}/capability.ts. ${BY}`;
  const plain: [string, string] = [`knative/${name}.yaml`, functionManifest(capability, names, from)];
  if (!kind) return [plain];
  const services = names[kind].map((shard) => serviceManifest(capability, [shard], names, false));
  return [
    plain,
    [`knative/shards/${name}.yaml`, `# ${name}, a Service for each shard. ${from}\n${services.join('---\n')}`],
  ];
}

const FUNCTIONS_BELOW = '  # The functions, in the order of functions/capabilities.ts; rendered.\n';

/** The kustomization with the files of the functions at its end. */
function withFunctions(old: string): string {
  const files = capabilities.flatMap((capability) => [
    `${capability.name}.yaml`,
    ...(shardKindOf(capability) ? [`shards/${capability.name}.yaml`] : []),
  ]);
  const [own = ''] = old.split(FUNCTIONS_BELOW);
  return own + FUNCTIONS_BELOW + files.map((file) => `  - ${file}\n`).join('');
}

function routesFile(maps: ShardMaps): string {
  const routes = routeTables.flatMap((table) => httpRoutes(table.name, planRules(table, maps)));
  const header = `# From functions/*/api.ts and the shard map in knative/shards.yaml. ${BY}
#
# Nothing here says retries: Istio's default policy for these routes (1.29: connect-failure, refused-stream and two gRPC
# statuses) repeats only what no function can have seen, POST or not; knative-local-gateway retries nothing.
`;
  return header + routes.map(text).join('---\n');
}

/** Who may read what the edge answers is said once, in the settings of the functions. */
async function problemsFile(): Promise<string> {
  const settings = parseManifests(await readFile(join(ROOT, 'knative/settings.yaml'), 'utf8'));
  const data = settings.find(({ kind }) => kind === 'ConfigMap')?.data;
  const header = `# What the gateway answers by itself: problems in the form the functions answer in, with the codes and titles of functions/shared/problem.ts;
# 405 and OPTIONS with what a path takes, from functions/*/api.ts; readable by pages of the origins in knative/settings.yaml (CORS_ORIGINS, EMBED_ORIGINS).
# For browsers that ask for pages, pages instead, at addresses that are none and while web cannot be reached. And the request's id on every answer. ${BY}
# Answers that come from a function are not touched but for that; what others in between say of one that failed becomes a problem, too. The first filter that fits decides; so each says its headers in full.
`;
  const users = originList.parse(data?.['CORS_ORIGINS']);
  const readers = readerList.parse(data?.['EMBED_ORIGINS']);
  const filter = ownAnswers(routeTables, { users, readers });
  return header + stringify(filter, { lineWidth: 0, singleQuote: true });
}

/** How many pods there may be, of functions that have a Service for each shard: what an installation says, at each of them. */
function sizesFile(names: ShardNames): string {
  const replacements = capabilities.flatMap((capability) => {
    const kind = shardKindOf(capability);
    if (!kind) return [];
    const targets = names[kind].map((shard) => ({
      select: { group: 'serving.knative.dev', kind: 'Service', name: `${capability.name}-${shard}` },
      fieldPaths: ['spec.template.metadata.annotations.[autoscaling.knative.dev/max-scale]'],
    }));
    const fieldPath = `data.${capability.name}-pods`;
    return [{ source: { kind: 'ConfigMap', name: 'installation', fieldPath }, targets }];
  });
  const component = { apiVersion: 'kustomize.config.k8s.io/v1alpha1', kind: 'Component', replacements };
  const header = `# How many pods there may be for each shard: from installation.yaml to the Services of the shard map. ${BY}\n`;
  return header + stringify(component, { lineWidth: 0 });
}

/** Of the Prometheus operator; its spec is a rules file as Prometheus itself reads one. */
function alertsFile(): string {
  const rule = {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name: 'seatmesh', namespace: 'seatmesh' },
    spec: alertRules(),
  };
  return `# When somebody is to look; what to do then stands in OPERATIONS.md under the alert's name. From scripts/manifests/watching. ${BY}\n${text(rule)}`;
}

const withRedis = capabilities.flatMap(({ name, redis }) => (redis ? [name] : []));

function redisUsersFile(): string {
  const header = `# Redis users, one for each function, from functions/*/capability.ts. ${BY}
# Each line but for its first word is what ACL SETUSER takes; put a password in place of PASSWORD.
`;
  const lines = withRedis.map((name) => `user ${name} on >PASSWORD ${redisRules(name, { tellsReads: true })}\n`);
  return header + lines.join('');
}

function redisSecretsFile(): string {
  const header = `# rediss://user:password@host:6379: a user for each function, with the rules of redis-users.acl. ${BY}\n`;
  const secrets = withRedis.map(
    (name) => `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: redis-${name}
  namespace: seatmesh
spec:
  refreshInterval: 1h
  secretStoreRef: { kind: ClusterSecretStore, name: aws-secrets-manager }
  target: { name: redis-${name} }
  data:
    - secretKey: url
      remoteRef: { key: seatmesh/redis-${name}, property: url }
`,
  );
  return header + secrets.join('---\n');
}

function text(document: object): string {
  return stringify(document, { lineWidth: 0, singleQuote: true, aliasDuplicateObjects: false });
}
