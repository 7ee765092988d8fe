/** What does not fit a schema, and where: as callers are told (422 `invalid`). */
import type * as z from 'zod';
import { meantBy, optionOf, schemaAt } from './alternatives.ts';

/** A wrong place in what was sent. */
export interface SchemaError {
  path: string;
  message: string;
}

type Issue = z.core.$ZodIssue;
type UnionIssue = Extract<Issue, { code: 'invalid_union' }>;

/** What was checked, and by which schema. */
interface Checked {
  schema: z.ZodType;
  value: unknown;
}

const MOST = 20;
/** Names are a caller's text, and come back to it. */
const LONGEST_NAME = 100;
/** What zod says where nobody said it better. */
const NO_MESSAGE = 'Invalid input';

/** The first errors of a list of issues that a value had with its schema. */
export function schemaErrors(issues: readonly Issue[], checked: Checked): SchemaError[] {
  return issues
    .slice(0, MOST)
    .flatMap((issue) => errorsOf(issue, checked))
    .slice(0, MOST);
}

/** An error for a name that nothing declares. */
export function undeclaredName(name: string, within: readonly PropertyKey[] = []): SchemaError {
  const short = name.slice(0, LONGEST_NAME);
  return { path: pathOf([...within, short]), message: `Unrecognized key: ${JSON.stringify(short)}` };
}

function errorsOf(issue: Issue, checked: Checked): SchemaError[] {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys') return issue.keys.slice(0, MOST).map((name) => undeclaredName(name, path));
  if (issue.code === 'invalid_union' && issue.message === NO_MESSAGE) return ofUnion(issue, checked);
  // What is wrong with a name says more than that it is a wrong one.
  if (issue.code === 'invalid_key' && issue.issues[0])
    return [{ path: pathOf(path), message: issue.issues[0].message }];
  return [{ path: pathOf(path), message: issue.message }];
}

/** The errors of the shape that was meant, and else which there are. */
function ofUnion(issue: UnionIssue, checked: Checked): SchemaError[] {
  const { path, errors } = issue;
  const union = schemaAt(checked.schema, path, checked.value);
  const value = valueAt(checked.value, path);
  const meant = union && meantBy(union, value);
  if (meant?.kind === 'several')
    return meant.names.map((name) => ({ path: pathOf([...path, name]), message: meant.message }));
  if (meant?.kind === 'none')
    return [
      ...meant.unknown.slice(0, MOST).map((name) => undeclaredName(name, path)),
      { path: pathOf(path), message: meant.message },
    ];
  const index = meant?.index ?? nearest(errors);
  const [issues = [], schema] = [errors[index], union && optionOf(union, index)];
  if (issues.length === 0 || !schema) return [{ path: pathOf(path), message: issue.message }];
  return schemaErrors(issues, { schema, value }).map((error) => ({
    ...error,
    path: [...path.map(String), ...(error.path === '' ? [] : [error.path])].join('.'),
  }));
}

/** The alternative that least is wrong with; -1 when several are as near. */
function nearest(errors: UnionIssue['errors']): number {
  const counts = errors.map((issues) => issues.length);
  const least = Math.min(...counts);
  return counts.filter((count) => count === least).length === 1 ? counts.indexOf(least) : -1;
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let at = root;
  for (const step of path) at = (at as Record<PropertyKey, unknown> | null | undefined)?.[step];
  return at;
}

function pathOf(path: readonly PropertyKey[]): string {
  return path.map(String).join('.');
}
