/** Finds the route of a request among a function's few. */
import type { Binding } from './call.ts';
import { Problem } from '../problem.ts';
import { type pathParameters, type Route } from './route.ts';

/** The regular expression of a path template, with one named group a parameter. */
function pathRegExp(path: Route['path']): RegExp {
  return new RegExp(`^${path.replaceAll('.', String.raw`\.`).replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
}

/** What was found: the route with its handler, and the raw parameters. */
export interface RouteMatch {
  binding: Binding;
  params: Partial<Record<keyof typeof pathParameters, string>>;
}

/**
 * Compiles routes into a finder.
 * The finder throws `route_not_found` for an unknown path and `method_not_allowed` for a known path with another method.
 */
export function compileRoutes(bindings: readonly Binding[]): (method: string, path: string) => RouteMatch {
  const compiled = bindings.map((binding) => ({ binding, pattern: pathRegExp(binding.route.path) }));
  return (method, path) => {
    const allowed: string[] = [];
    for (const { binding, pattern } of compiled) {
      const match = pattern.exec(path);
      if (!match) continue;
      if (binding.route.method === method || (method === 'HEAD' && binding.route.method === 'GET')) {
        return { binding, params: match.groups ?? {} };
      }
      allowed.push(binding.route.method);
    }
    if (allowed.length > 0) throw new Problem('method_not_allowed', `this path takes ${allowed.join(', ')}`);
    throw new Problem('route_not_found', 'see /v1/openapi.json for what there is');
  };
}
