/**
 * Network policies as a deployment brings them: what runs keeps the ways that it has until what takes its place has proved itself. A wrong range of
 * addresses would else cut functions off their databases before anybody has looked whether new ones reach theirs.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Kubectl, KubeObject } from '../kubectl.ts';

/** What is applied when. */
export interface NetworkSteps {
  /** With what functions stand on: the ways of before as well as the new ones. */
  first: KubeObject[];
  /** When all traffic is at new revisions: the new ones alone. */
  last: KubeObject[];
  /** What there was before, of those that differ. */
  former: KubeObject[];
}

const isPolicy = ({ kind }: KubeObject): boolean => kind === 'NetworkPolicy';

/** @param ground what functions stand on. @param hasRunning whether there are functions already */
export async function networkStepsOf(
  cluster: Kubectl,
  ground: readonly KubeObject[],
  hasRunning: boolean,
): Promise<NetworkSteps> {
  const wanted = ground.filter(isPolicy);
  return hasRunning ? networkSteps(wanted, await cluster.there(wanted)) : { first: wanted, last: [], former: [] };
}

/** @param objects the ground, with other network policies in place of its own */
export const withPolicies = (objects: readonly KubeObject[], policies: readonly KubeObject[]): KubeObject[] => [
  ...objects.filter((object) => !isPolicy(object)),
  ...policies,
];

/** Pure. @param live those of them that there are */
export function networkSteps(wanted: readonly KubeObject[], live: readonly KubeObject[]): NetworkSteps {
  const there = new Map(live.map((policy) => [placeOf(policy), policy]));
  const steps: NetworkSteps = { first: [], last: [], former: [] };
  for (const policy of wanted) {
    const before = there.get(placeOf(policy));
    if (!before) {
      // Where nobody is let through unless it is said, one more policy only opens; elsewhere it closes.
      steps[isClosed(live, policy) ? 'first' : 'last'].push(policy);
      continue;
    }
    const both = withBoth(before, policy);
    steps.first.push(both);
    if (both === policy) continue;
    steps.last.push(policy);
    steps.former.push({ ...policy, spec: before.spec ?? {} });
  }
  return steps;
}

interface PolicySpec {
  podSelector?: { matchLabels?: object; matchExpressions?: unknown[] };
  policyTypes?: string[];
  ingress?: unknown[];
  egress?: unknown[];
}

const WAYS = { Ingress: 'ingress', Egress: 'egress' } as const;
const typesOf = ({ policyTypes = [] }: PolicySpec): string[] => policyTypes;
const isEverywhere = ({ podSelector = {} }: PolicySpec): boolean => Object.keys(podSelector).length === 0;

/** What either lets through. @returns the wanted one itself where nothing would be closed by it, or it is of other pods */
function withBoth(before: KubeObject, wanted: KubeObject): KubeObject {
  const [was, will] = [before.spec ?? {}, wanted.spec ?? {}] as [PolicySpec, PolicySpec];
  if (!isDeepStrictEqual(was.podSelector ?? {}, will.podSelector ?? {})) return wanted;
  const types = typesOf(will).filter((type) => typesOf(was).includes(type));
  const closes = typesOf(will).length > types.length;
  const more = Object.entries(WAYS).flatMap(([type, way]) => {
    if (!types.includes(type)) return [];
    const rules = (was[way] ?? []).filter((rule) => !(will[way] ?? []).some((other) => isSameRule(rule, other)));
    return rules.length === 0 ? [] : [[way, [...(will[way] ?? []), ...rules]] as const];
  });
  if (more.length === 0 && !closes) return wanted;
  // Of no type at all it would be taken for one of all that comes in.
  if (types.length === 0) return { ...wanted, spec: before.spec ?? {} };
  const left = Object.entries(will).filter(
    ([key]) => !Object.entries(WAYS).some(([type, way]) => way === key && !types.includes(type)),
  );
  return { ...wanted, spec: { ...Object.fromEntries(left), policyTypes: types, ...Object.fromEntries(more) } };
}

/** The server says what is usual: TCP. */
function isSameRule(a: unknown, b: unknown): boolean {
  return isDeepStrictEqual(plainRule(a), plainRule(b));
}

function plainRule(rule: unknown): unknown {
  const { ports = [], ...rest } = rule as { ports?: { protocol?: string }[] };
  return { ...rest, ports: ports.map((port) => ({ protocol: 'TCP', ...port })) };
}

/** Whether pods of its namespace have no way already but those that policies say. */
function isClosed(live: readonly KubeObject[], { metadata, spec }: KubeObject): boolean {
  const closed = live.filter(
    (one) => one.metadata.namespace === metadata.namespace && isEverywhere((one.spec ?? {}) as PolicySpec),
  );
  return typesOf((spec ?? {}) as PolicySpec).every((type) =>
    closed.some((one) => typesOf(one.spec ?? {}).includes(type)),
  );
}

const placeOf = ({ metadata }: KubeObject): string => `${metadata.namespace}/${metadata.name}`;
