/** What does not fit a schema, and where: as callers are told (422 `invalid`). */
import type * as z from 'zod';

/** A wrong place in what was sent. */
export interface SchemaError {
  path: string;
  message: string;
}

type Issue = z.core.$ZodIssue;

const MOST = 20;
/** Names are a caller's text, and come back to it. */
const LONGEST_NAME = 100;

/** The first errors of a list of issues. */
export function schemaErrors(issues: readonly Issue[]): SchemaError[] {
  return issues.slice(0, MOST).flatMap(errorsOf).slice(0, MOST);
}

/** An error for a name that nothing declares. */
export function undeclaredName(name: string, within: readonly PropertyKey[] = []): SchemaError {
  const short = name.slice(0, LONGEST_NAME);
  return { path: pathOf([...within, short]), message: `Unrecognized key: ${JSON.stringify(short)}` };
}

function errorsOf(issue: Issue): SchemaError[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.slice(0, MOST).map((name) => undeclaredName(name, issue.path));
  if (issue.code === 'invalid_union') return nearest(issue) ?? [plain(issue)];
  return [plain(issue)];
}

/** The errors of the one alternative that least is wrong with: what was meant. Undefined when several are as near. */
function nearest({ errors, path }: Extract<Issue, { code: 'invalid_union' }>): SchemaError[] | undefined {
  const [best, next] = errors
    .map((issues) => schemaErrors(issues.slice(0, MOST)))
    .toSorted((one, other) => one.length - other.length);
  if (!best || (next && next.length === best.length)) return undefined;
  return best.map((error) => ({
    path: [...path.map(String), error.path].filter(Boolean).join('.'),
    message: error.message,
  }));
}

function plain({ path, message }: Issue): SchemaError {
  return { path: pathOf(path), message };
}

function pathOf(path: readonly PropertyKey[]): string {
  return path.map(String).join('.');
}
