/** Rules across the fields of what was sent. */
import type * as z from 'zod';

/** What zod tells a check of an object: zod runs it although fields have failed checks of their own, with their values as they came. */
interface Checking {
  issues: readonly z.core.$ZodRawIssue[];
}

/**
 * Whether fields have passed by themselves. A rule across fields is to ask first: of a value that is wrong anyway, whatever else it says is
 * not true of what was meant.
 */
export function soundFields({ issues }: Checking): (...fields: string[]) => boolean {
  const unsound = new Set(issues.map(({ path }) => path?.[0]));
  return (...fields) => fields.every((field) => !unsound.has(field));
}
