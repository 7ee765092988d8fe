/**
 * What a caller says must be so of what it changes: If-Match and If-None-Match (RFC 9110, section 13.1). Whoever changes
 * something decides by it where nobody else can change it: in the transaction, or in the script.
 */
import { type EntityTag, tagsIn } from './etag.ts';
import { Problem } from '../problem.ts';

/** The tags that a header names; `*` is anything that is there. */
type Named = '*' | readonly EntityTag[];

/** A condition of a request; without one, anything will do. */
export interface Condition {
  ifMatch: Named | undefined;
  ifNoneMatch: Named | undefined;
}

export const UNCONDITIONAL: Condition = { ifMatch: undefined, ifNoneMatch: undefined };

/** Reads the headers. What is no list of tags is a list of none: such an If-Match never holds. */
export function conditionOf(ifMatch: string | undefined, ifNoneMatch: string | undefined): Condition {
  if (ifMatch === undefined && ifNoneMatch === undefined) return UNCONDITIONAL;
  return {
    ifMatch: ifMatch === undefined ? undefined : tagsIn(ifMatch),
    ifNoneMatch: ifNoneMatch === undefined ? undefined : tagsIn(ifNoneMatch),
  };
}

/** Whether If-Match names this tag, by strong comparison: a weak tag is never meant. Without an If-Match it does. */
export function isMeant({ ifMatch }: Condition, tag: string): boolean {
  return ifMatch === undefined || ifMatch === '*' || ifMatch.some((named) => !named.isWeak && named.tag === tag);
}

/** Whether a condition holds of what has this tag; undefined is the tag of what is not there. */
export function holds(condition: Condition, tag: string | undefined): boolean {
  const { ifMatch, ifNoneMatch } = condition;
  if (tag === undefined) return ifMatch === undefined;
  if (!isMeant(condition, tag)) return false;
  return ifNoneMatch === undefined || (ifNoneMatch !== '*' && !ifNoneMatch.some((named) => named.tag === tag));
}

/** @throws Problem `precondition_failed` (412) unless the condition holds of what has this tag */
export function requireCondition(condition: Condition, tag: string | undefined): void {
  if (!holds(condition, tag)) throw conditionFailed(tag);
}

/**
 * What is to be said of something that is not there: a condition that needs something to be there does not hold, whatever it
 * names (412); without one, it is not found.
 */
export function notThere(condition: Condition, notFound: Problem): Problem {
  return holds(condition, undefined) ? notFound : conditionFailed(undefined);
}

/** The problem of a condition that does not hold. */
export function conditionFailed(tag: string | undefined): Problem {
  const now = tag === undefined ? 'there is nothing that could match' : `it is ${tag} now`;
  return new Problem('precondition_failed', `${now}; nothing was done`);
}
