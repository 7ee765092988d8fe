/** Whether a path is one of a route's, in CEL as Envoy's filters take it. */
import type { Route } from '../../../functions/shared/http/route.ts';
import type { PagePath } from '../../../functions/shared/serve/capability.ts';
import { valuePattern } from './route-plan.ts';

const PATH = 'request.url_path';

/**
 * An expression that holds for the paths of a template. Envoy compiles a regular expression each time it is asked and takes short ones
 * only, so what a path begins and ends with is looked at first, and of an id no more than its form.
 */
export function pathTest(template: Route['path']): string {
  const parts = template.split(/\{(\w+)\}/);
  if (parts.length === 1) return `${PATH} == ${JSON.stringify(template)}`;
  const begin = `${PATH}.startsWith(${JSON.stringify((parts[0] ?? '') + prefixOf(parts[1] ?? ''))})`;
  const last = parts.at(-1) ?? '';
  const pattern = [...parts.slice(0, -1), withoutLastWord(last)].map((part, index) =>
    index % 2 === 0 ? part : formOf(part),
  );
  const end = last === '' ? [] : [`${PATH}.endsWith(${JSON.stringify(last)})`];
  return `(${[begin, ...end, `${PATH}.matches(${JSON.stringify(`^${pattern.join('')}$`)})`].join(' && ')})`;
}

/** The same for where pages are. */
export function pageTest({ path, below }: PagePath): string {
  const isIt = `${PATH} == ${JSON.stringify(path)}`;
  return below ? `(${isIt} || ${PATH}.startsWith(${JSON.stringify(`${path}/`)}))` : isIt;
}

/** What a path ends with is looked at before: here it is any word, which is shorter. */
function withoutLastWord(end: string): string {
  const from = end.lastIndexOf('/') + 1;
  return from === end.length ? end : `${end.slice(0, from)}[a-z.-]+`;
}

/** The form of an id; what is no id is a segment of a path, whatever it is. */
function formOf(parameter: string): string {
  return isId(parameter) ? `${prefixOf(parameter)}[0-9a-f]{3}_[0-9A-Z]+` : '[^/]+';
}

/** `evt_`: what ids of a parameter begin with. */
function prefixOf(parameter: string): string {
  return isId(parameter) ? (valuePattern(parameter).split('[', 1)[0] ?? '') : '';
}

const isId = (parameter: string): boolean => parameter.endsWith('Id');
