/** The entity tag of a hold, and what conditions say of it. */
import type { Condition } from '../../shared/http/condition.ts';

/** The tag of a hold: when it ends, and how many seats it has. It never gets one back, so the number stands for which. */
export function holdTag({ expiresAt, seats }: { expiresAt: string; seats: readonly unknown[] }): string {
  return `"h${Date.parse(expiresAt)}.${seats.length}"`;
}

/** A condition as the scripts take it: what the tags of holds that it names say. */
export function namedIn({ ifMatch }: Condition): string {
  if (ifMatch === undefined) return '';
  if (ifMatch === '*') return ifMatch;
  const named = ifMatch.flatMap(({ tag, isWeak }) => (isWeak ? [] : (/^"h(\d{1,16}\.\d{1,3})"$/.exec(tag)?.[1] ?? [])));
  return named.join(' ') || 'none';
}
