/**
 * The Services of functions under a shard map. What an installation has said of them (image, sizes, the copies of Secrets that they read, whatever an
 * overlay adds) is left as it is: of a Service only what follows from the map is changed, and a shard's first Service is made like its sisters. Pure.
 */
import {
  type MapNeeds,
  type MapVariables,
  mapVariables,
  SERVED,
  type ShardNames,
  type Variable,
} from './map-variables.ts';
import type { RoutePattern } from './slot-routes.ts';

/** A function as whoever has it follow the map needs to know it. */
export interface MapFollower extends MapNeeds {
  /** Where its routes lead, if they go by slot. */
  routes?: RoutePattern;
}

/** An entry of a container's environment. */
export interface EnvironmentEntry {
  name: string;
  value?: string;
  valueFrom?: { secretKeyRef?: { name: string; key: string } };
}

interface Container {
  env?: EnvironmentEntry[];
  envFrom?: { configMapRef?: { name: string } }[];
}

/** A Knative Service, as far as the map concerns it. */
export interface MappedService {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string> };
  spec?: { template?: { metadata?: Record<string, unknown>; spec?: { containers?: Container[] } } };
}

/** A Service as the map has it. */
export interface ServiceInMap<S> {
  function: string;
  /** Of one shard's Services; undefined: the one that serves all. */
  shard?: string;
  service: S;
  /** There is none of its name yet. */
  isNew: boolean;
}

/**
 * @param there every Service there is
 * @param configMap the name of the one that has the map
 * @returns of each function that is there its Services under the map, changed or as they are
 */
export function servicesInMap<S extends MappedService>(
  there: readonly S[],
  functions: readonly MapFollower[],
  names: ShardNames,
  configMap: string,
): ServiceInMap<S>[] {
  const byName = new Map(there.map((service) => [service.metadata.name, service]));
  const secrets = secretsRead(there);
  return functions.flatMap((needs): ServiceInMap<S>[] => {
    const plain = byName.get(needs.name);
    if (!plain) return [];
    const served = needs.shards ? names[needs.shards] : [];
    const follow = (like: S, name: string, own: readonly string[]): S =>
      inMap(like, name, mapVariables(needs, own, names), { secrets, configMap });
    const one = { function: needs.name, service: follow(plain, needs.name, served), isNew: false };
    if (!needs.isPerShard) return [one];
    const sister = served.map((shard) => byName.get(`${needs.name}-${shard}`)).find((found) => found !== undefined);
    const each = served.map((shard): ServiceInMap<S> => {
      const name = `${needs.name}-${shard}`;
      const own = byName.get(name);
      return { function: needs.name, shard, service: follow(own ?? sister ?? plain, name, [shard]), isNew: !own };
    });
    return [one, ...each];
  });
}

/** Which Secret a variable is read from, anywhere: a copy has another name than the Secret that it is of. */
function secretsRead(there: readonly MappedService[]): ReadonlyMap<string, { name: string; key: string }> {
  const entries = there.flatMap((service) => containersOf(service).flatMap(({ env = [] }) => env));
  return new Map(
    entries.flatMap(({ name, valueFrom }) =>
      valueFrom?.secretKeyRef ? [[name, valueFrom.secretKeyRef] as const] : [],
    ),
  );
}

export const containersOf = ({ spec }: MappedService): Container[] => spec?.template?.spec?.containers ?? [];

/** The value of a variable in a Service's container. */
export function valueIn(service: MappedService, variable: string): string | undefined {
  return containersOf(service)[0]?.env?.find(({ name }) => name === variable)?.value;
}

interface Reading {
  secrets: ReadonlyMap<string, { name: string; key: string }>;
  configMap: string;
}

function inMap<S extends MappedService>(like: S, name: string, variables: MapVariables, reading: Reading): S {
  const service = like.metadata.name === name ? structuredClone(like) : sisterOf(like, name);
  const [container] = containersOf(service);
  if (!container) throw new Error(`${name} has no container`);
  container.env = environmentInMap(container.env ?? [], variables, reading);
  for (const { configMapRef } of container.envFrom ?? [])
    if (configMapRef && OF_MAP.test(configMapRef.name)) configMapRef.name = reading.configMap;
  return service;
}

/** The ConfigMap that has the map, or a copy of it. */
const OF_MAP = /^shards(?:-[0-9a-f]{10})?$/;

/** What a Service of another name has of this one: nothing that says who made it, and which revision was the last. */
function sisterOf<S extends MappedService>(like: S, name: string): S {
  const { apiVersion, kind, metadata, spec } = structuredClone(like);
  const {
    name: _,
    annotations = {},
    ...others
  } = (spec?.template?.metadata ?? {}) as {
    name?: string;
    annotations?: Record<string, string>;
  };
  const template = { ...spec?.template, metadata: { ...others, annotations: withoutClients(annotations) } };
  const labels = metadata.labels ?? {};
  const namespace = metadata.namespace === undefined ? {} : { namespace: metadata.namespace };
  return { apiVersion, kind, metadata: { name, ...namespace, labels }, spec: { template } } as unknown as S;
}

const withoutClients = (annotations: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(annotations).filter(([key]) => !key.startsWith('client.knative.dev/')));

/** Entries keep their places; what the map has no use for any more goes, what is new comes last. */
function environmentInMap(
  entries: readonly EnvironmentEntry[],
  { databases, asked, keys }: MapVariables,
  { secrets }: Reading,
): EnvironmentEntry[] {
  const wanted = new Map([...databases, ...asked, ...keys].map((variable) => [variable.name, variable]));
  const kept = entries.flatMap((entry): EnvironmentEntry[] => {
    const variable = wanted.get(entry.name);
    if (!variable) return isOfMap(entry) ? [] : [entry];
    wanted.delete(entry.name);
    // A Secret is read by the name that this Service has for it.
    return [variable.secret && entry.valueFrom?.secretKeyRef ? entry : entryOf(variable, secrets)];
  });
  return [...kept, ...[...wanted.values()].map((variable) => entryOf(variable, secrets))];
}

function entryOf({ name, value, secret }: Variable, secrets: Reading['secrets']): EnvironmentEntry {
  if (!secret) return { name, value: value ?? '' };
  return { name, valueFrom: { secretKeyRef: secrets.get(name) ?? secret } };
}

/** Database or key of a shard; the catalog is none. */
function isOfMap({ name, valueFrom }: EnvironmentEntry): boolean {
  const { name: secret, key } = valueFrom?.secretKeyRef ?? {};
  if (secret === undefined || name === 'MYSQL_CATALOG') return name === SERVED;
  return (/^MYSQL_[A-Z0-9]+$/.test(name) && key === 'url') || (/^EVENT_KEY_[A-Z0-9]+$/.test(name) && key === 'key');
}
