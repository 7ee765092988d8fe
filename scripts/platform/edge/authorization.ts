/** AuthorizationPolicy: which requests may pass the gateway, as Envoy's RBAC filter decides it. Pure once read. */
import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import { type Findings, honour } from '../spec/findings.ts';
import { type Manifest, namespaceOf } from '../spec/manifests.ts';

const List = z.array(z.string()).min(1).optional();
const Source = z.strictObject({ requestPrincipals: List, notRequestPrincipals: List });
const Operation = z.strictObject({
  hosts: List,
  notHosts: List,
  methods: List,
  notMethods: List,
  paths: List,
  notPaths: List,
});
const Condition = z.strictObject({ key: z.string(), values: List, notValues: List });
const Rule = z.strictObject({
  from: z.array(z.strictObject({ source: Source })).optional(),
  to: z.array(z.strictObject({ operation: Operation })).optional(),
  when: z.array(Condition).optional(),
});
const Policy = z.strictObject({
  targetRefs: z.unknown().optional(),
  targetRef: z.unknown().optional(),
  selector: z.unknown().optional(),
  action: z.enum(['ALLOW', 'DENY']).default('ALLOW'),
  rules: z.array(Rule).default([]),
});

/** What policies look at. `principal` is `<iss>/<sub>` of a verified token. */
export interface AuthorizedRequest {
  host: string;
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  principal: string | undefined;
  claims: Record<string, unknown> | undefined;
}

type Test = (subject: AuthorizedRequest) => boolean;

/** Which policy denies a request, as Envoy names it; `none`: none allows it, where one must; undefined: it may pass. */
export type DeniedBy = (subject: AuthorizedRequest) => string | undefined;

/** Compiles the gateway's policies: a denial first, then, where any policy allows, one must. A field that cannot be honoured is a mistake: leaving it out would open doors. */
export function authorization(manifests: readonly Manifest[], findings: Findings): DeniedBy {
  const deny: (readonly [name: string, test: Test])[] = [];
  const allow: Test[] = [];
  let anyAllow = false;
  for (const manifest of manifests) {
    const before = findings.remarks;
    const policy = honour(Policy, manifest, findings);
    if (findings.remarks > before)
      findings.mistake(manifest, 'has conditions that this runner cannot check; see the lines on it');
    if (!policy) continue;
    try {
      const tests = policy.rules.map(ruleTest);
      if (policy.action === 'DENY') deny.push(...tests.map((test, rule) => [ruleName(manifest, rule), test] as const));
      else {
        anyAllow = true;
        allow.push(...tests);
      }
    } catch (error) {
      findings.mistake(manifest, (error as Error).message);
    }
  }
  // Envoy keeps them by name, and says the first.
  deny.sort(([a], [b]) => (a < b ? -1 : 1));
  return (subject) => {
    const denial = deny.find(([, test]) => test(subject));
    if (denial) return denial[0];
    return !anyAllow || allow.some((test) => test(subject)) ? undefined : 'none';
  };
}

const ruleName = (manifest: Manifest, rule: number): string =>
  `ns[${namespaceOf(manifest)}]-policy[${manifest.metadata.name}]-rule[${rule}]`;

function ruleTest(rule: z.infer<typeof Rule>): Test {
  const from = rule.from?.map(({ source }) =>
    every([[source.requestPrincipals, source.notRequestPrincipals, (s) => s.principal, textTest]]),
  );
  const to = rule.to?.map(({ operation: o }) =>
    every([
      [o.hosts, o.notHosts, (s) => s.host, (pattern) => textTest(pattern.toLowerCase())],
      [o.methods, o.notMethods, (s) => s.method, textTest],
      [o.paths, o.notPaths, (s) => s.path, pathTest],
    ]),
  );
  const when = (rule.when ?? []).map(({ key, values, notValues }) =>
    every([[values, notValues, attribute(key), textTest]]),
  );
  return (s) => (!from || from.some((t) => t(s))) && (!to || to.some((t) => t(s))) && when.every((t) => t(s));
}

type Value = string | string[] | undefined;
type Criterion = [
  is: string[] | undefined,
  isNot: string[] | undefined,
  of: (s: AuthorizedRequest) => Value,
  test: (pattern: string) => (text: string) => boolean,
];

function every(criteria: Criterion[]): Test {
  const tests = criteria.flatMap(([is, isNot, of, compile]): Test[] => {
    const anyOf = (patterns: string[]): Test => {
      const compiled = patterns.map(compile);
      return (s) => [of(s) ?? []].flat().some((text) => compiled.some((test) => test(text)));
    };
    const not = isNot && anyOf(isNot);
    return [...(is ? [anyOf(is)] : []), ...(not ? [(s: AuthorizedRequest) => !not(s)] : [])];
  });
  return (s) => tests.every((test) => test(s));
}

/** Istio's string match: exact, `abc*`, `*abc`, and `*` for anything present. */
export function textTest(pattern: string): (text: string) => boolean {
  if (pattern === '*') return (text) => text !== '';
  if (pattern.endsWith('*')) return (text) => text.startsWith(pattern.slice(0, -1));
  if (pattern.startsWith('*')) return (text) => text.endsWith(pattern.slice(1));
  return (text) => text === pattern;
}

/** Paths know templates besides: `{*}` is one segment, `{**}` any number of them. */
export function pathTest(pattern: string): (path: string) => boolean {
  if (!pattern.includes('{*}') && !pattern.includes('{**}')) return textTest(pattern);
  const source = pattern
    .split(/(\{\*\*?\})/)
    .map((part) =>
      part === '{*}' ? '[^/]+' : part === '{**}' ? '.*' : part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`),
    )
    .join('');
  const template = new RegExp(`^${source}$`);
  return (path) => template.test(path);
}

function attribute(key: string): (s: AuthorizedRequest) => Value {
  const [, name, rest] = /^([a-z.]+)((?:\[[^[\]]+\])*)$/.exec(key) ?? [];
  const path = [...(rest ?? '').matchAll(/\[([^[\]]+)\]/g)].map(([, part]) => part ?? '');
  if (name === 'request.auth.claims' && path.length > 0) return (s) => claimAt(s.claims, path);
  if (name === 'request.auth.principal') return (s) => s.principal;
  if (name === 'request.auth.audiences') return (s) => claimAt(s.claims, ['aud']);
  if (name === 'request.auth.presenter') return (s) => claimAt(s.claims, ['azp']);
  if (name === 'request.headers' && path.length === 1) return (s) => s.headers[(path[0] ?? '').toLowerCase()];
  throw new Error(`condition ${key} cannot be checked by this runner`);
}

function claimAt(claims: Record<string, unknown> | undefined, path: string[]): Value {
  let at: unknown = claims;
  for (const part of path) at = (at as Record<string, unknown> | null | undefined)?.[part];
  if (Array.isArray(at)) return at.map(String);
  // A claim with spaces is a list (scope: "read write").
  return at === undefined || at === null
    ? undefined
    : [
        typeof at === 'string' ? at : JSON.stringify(at),
        ...(typeof at === 'string' && at.includes(' ') ? at.split(' ') : []),
      ];
}
