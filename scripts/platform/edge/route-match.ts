/** Which rule of the HTTPRoutes takes a request: matching and precedence as Istio programs Envoy. Pure. */
import { fixedLength, fullMatch } from './re2.ts';
import type { HttpRouteMatch } from './route-spec.ts';

/** A request as routes see it. The path is without its query; header names are lower case. */
export interface AskedRoute {
  method: string;
  path: string;
  query: string;
  headers: Record<string, string | string[] | undefined>;
}

/** One match of one rule, compiled, with what it leads to. */
export interface Candidate<T> {
  match: HttpRouteMatch;
  /** Of every path that it takes, where that is one number. */
  length: number | undefined;
  matches: (asked: AskedRoute) => boolean;
  to: T;
}

export function candidate<T>(match: HttpRouteMatch, to: T): Candidate<T> {
  const path = pathTest(match.path.type, match.path.value);
  const tests: ((asked: AskedRoute) => boolean)[] = [(asked) => path(asked.path)];
  if (match.method !== undefined) tests.unshift((asked) => asked.method === match.method);
  for (const header of match.headers) {
    const test = valueTest(header.type, header.value);
    const name = header.name.toLowerCase();
    tests.push(({ headers }) => headers[name] !== undefined && test(String(headers[name])));
  }
  for (const parameter of match.queryParams) {
    const test = valueTest(parameter.type, parameter.value);
    tests.push(({ query }) => {
      const value = new URLSearchParams(query).get(parameter.name);
      return value !== null && test(value);
    });
  }
  return { match, length: lengthTaken(match.path), to, matches: (asked) => tests.every((test) => test(asked)) };
}

function pathTest(type: HttpRouteMatch['path']['type'], value: string): (path: string) => boolean {
  if (type === 'Exact') return (path) => path === value;
  if (type === 'RegularExpression') return fullMatch(value);
  if (value === '/') return () => true;
  const prefix = value.endsWith('/') ? value.slice(0, -1) : value;
  return (path) => path.startsWith(prefix) && (path.length === prefix.length || path[prefix.length] === '/');
}

function lengthTaken({ type, value }: HttpRouteMatch['path']): number | undefined {
  if (type === 'Exact') return value.length;
  return type === 'RegularExpression' ? fixedLength(value) : undefined;
}

const valueTest = (type: 'Exact' | 'RegularExpression', value: string): ((text: string) => boolean) =>
  type === 'Exact' ? (text) => text === value : fullMatch(value);

const RANK = { Exact: 3, PathPrefix: 2, RegularExpression: 1 };

/**
 * Istio's order (`sortHTTPRoutes` in pilot/pkg/config/kube/gateway/conversion.go): Exact before Prefix before Regex, the
 * longer text, a method, more headers, more query parameters; else as given, which is the routes' age and name.
 */
export function byPrecedence(a: { match: HttpRouteMatch }, b: { match: HttpRouteMatch }): number {
  const [m, n] = [a.match, b.match];
  return (
    RANK[n.path.type] - RANK[m.path.type] ||
    lengthOf(n) - lengthOf(m) ||
    Number(n.method !== undefined) - Number(m.method !== undefined) ||
    n.headers.length - m.headers.length ||
    n.queryParams.length - m.queryParams.length
  );
}

const lengthOf = ({ path }: HttpRouteMatch): number =>
  path.type === 'PathPrefix' && path.value !== '/' && path.value.endsWith('/')
    ? path.value.length - 1
    : path.value.length;

/** Of methods that no route names, and of lengths that none has. */
const OTHER = '*';

/**
 * The candidates of one host, in the order of precedence. The first that matches takes the request. A table by method and length of the path
 * leaves a few of them to be tried: the ids of our paths have a length, and a path its words.
 */
export class EdgeRoutes<T> {
  readonly #table: ReadonlyMap<string, ReadonlyMap<number | typeof OTHER, readonly Candidate<T>[]>>;

  constructor(candidates: readonly Candidate<T>[]) {
    const ordered = candidates.toSorted(byPrecedence);
    const methods = new Set(ordered.map(({ match }) => match.method ?? OTHER)).add(OTHER);
    const lengths = new Set(ordered.map(({ length }) => length ?? OTHER)).add(OTHER);
    const taking = (method: string, length: number | typeof OTHER): Candidate<T>[] =>
      ordered.filter(
        (one) => [undefined, method].includes(one.match.method) && (one.length === undefined || one.length === length),
      );
    this.#table = new Map(
      [...methods].map((method) => [method, new Map([...lengths].map((length) => [length, taking(method, length)]))]),
    );
  }

  find(asked: AskedRoute): Candidate<T> | undefined {
    const byLength = this.#table.get(asked.method) ?? this.#table.get(OTHER);
    for (const one of byLength?.get(asked.path.length) ?? byLength?.get(OTHER) ?? [])
      if (one.matches(asked)) return one;
    return undefined;
  }
}

/** Routes by host as Envoy chooses a virtual host: the exact name, else the longest wildcard, else the routes without a host. */
export class HostTable<T> {
  readonly hosts: readonly string[];
  readonly #tables: Map<string, EdgeRoutes<T>>;

  constructor(byHost: ReadonlyMap<string, readonly Candidate<T>[]>) {
    this.hosts = [...byHost.keys()];
    this.#tables = new Map([...byHost].map(([host, candidates]) => [host, new EdgeRoutes(candidates)]));
  }

  /** The routes for a host name in lower case, without its port. */
  forHost(host: string): EdgeRoutes<T> | undefined {
    const exact = this.#tables.get(host);
    if (exact) return exact;
    for (let dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
      const wildcard = this.#tables.get(`*${host.slice(dot)}`);
      if (wildcard) return wildcard;
    }
    return this.#tables.get('*');
  }
}
