/** Finds the route of a request among a function's few. */
import type { Binding } from './call.ts';
import { Problem } from '../problem.ts';
import type { pathParameters, Route } from './route.ts';

/** The regular expression of a path template, with one named group a parameter. */
function pathRegExp(path: Route['path']): RegExp {
  return new RegExp(`^${path.replaceAll('.', String.raw`\.`).replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
}

/** What was found: the route with its handler, and the raw parameters. */
export interface RouteMatch {
  binding: Binding;
  params: Partial<Record<keyof typeof pathParameters, string>>;
}

/** A function's routes, to be found by what is asked. */
export interface Routes {
  /** @throws Problem `route_not_found` for an unknown path, `method_not_allowed` (with Allow) for another method of a known one */
  find: (method: string, path: string) => RouteMatch;
  /** The methods that a path takes of this function, as Allow lists them. @throws Problem `route_not_found` for an unknown path */
  allow: (path: string) => string;
  /** Whether a path is known. */
  has: (path: string) => boolean;
  /** Whether everybody may read what is at a path. */
  isPublicRead: (path: string) => boolean;
  /** The same of all its paths together. */
  allowAnywhere: string;
}

/** Compiles routes. */
export function compileRoutes(bindings: readonly Binding[]): Routes {
  const compiled = bindings.map((binding) => ({ binding, pattern: pathRegExp(binding.route.path) }));
  const allow = (path: string): string => {
    const methods = compiled.filter(({ pattern }) => pattern.test(path)).map(({ binding }) => binding.route.method);
    if (methods.length === 0) throw new Problem('route_not_found', 'see /v1/openapi.json for what there is');
    return allowOf(methods);
  };
  const find: Routes['find'] = (method, path) => {
    const asked = method === 'HEAD' ? 'GET' : method;
    for (const { binding, pattern } of compiled) {
      if (binding.route.method !== asked) continue;
      const match = pattern.exec(path);
      if (match) return { binding, params: match.groups ?? {} };
    }
    throw methodNotAllowed(allow(path));
  };
  const has = (path: string) => compiled.some(({ pattern }) => pattern.test(path));
  // A page that sends a token asks first whether it may, and is not told so by what a route is.
  const publicReads = compiled.filter(({ binding: { route } }) => route.method === 'GET' && route.access !== 'user');
  const isPublicRead = (path: string) => publicReads.some(({ pattern }) => pattern.test(path));
  return { find, allow, has, isPublicRead, allowAnywhere: allowOf(bindings.map(({ route }) => route.method)) };
}

/** The value of Allow for a path of which these operations are declared: who may GET may HEAD, and anybody may ask what there is. */
export function allowOf(methods: readonly Route['method'][]): string {
  const all: string[] = methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
  return [...new Set(all), 'OPTIONS'].join(', ');
}

/** The problem of a method that a path does not take. */
export function methodNotAllowed(allow: string): Problem {
  return new Problem('method_not_allowed', `this path takes ${allow}`, {}, { headers: { allow } });
}
