/** Slot ranges as a regular expression, so that the mesh can route on the slot in an id. */
import type { SlotRange } from '../slots.ts';

const DIGITS = Array.from('0123456789abcdef');

/** Matches any slot. */
export const ANY_SLOT = '[0-9a-f]{3}';

/** An RE2 regular expression, without anchors, that matches the three hex digits of exactly these slots. */
export function slotPattern(ranges: readonly SlotRange[]): string {
  const owns = (slot: number): boolean => ranges.some(({ from, to }) => from <= slot && slot <= to);
  const pattern = patternBelow(owns, 0, 3);
  if (pattern === undefined) throw new Error('no slots, so nothing to match');
  return pattern;
}

/** The last `digits` digits of the slots that begin with `prefix`; undefined when there are none. */
function patternBelow(owns: (slot: number) => boolean, prefix: number, digits: number): string | undefined {
  if (digits === 0) return owns(prefix) ? '' : undefined;
  const byRest = new Map<string, string>();
  for (const [value, digit] of DIGITS.entries()) {
    const rest = patternBelow(owns, prefix * 16 + value, digits - 1);
    if (rest !== undefined) byRest.set(rest, (byRest.get(rest) ?? '') + digit);
  }
  const branches = [...byRest].map(([rest, first]) => joined(oneOf(first), rest));
  if (branches.length === 0) return undefined;
  return branches.length === 1 ? branches[0] : `(?:${branches.join('|')})`;
}

/** A character class, shortest form: `7`, `[89]`, `[0-9a-f]`. */
function oneOf(digits: string): string {
  if (digits.length === 1) return digits;
  const runs = digits.match(/(?:[0-9]+|[a-f]+)/g)?.flatMap(consecutive) ?? [];
  return `[${runs.map((run) => (run.length > 2 ? `${run[0]}-${run.at(-1)}` : run)).join('')}]`;
}

function consecutive(digits: string): string[] {
  const runs: string[] = [];
  for (const digit of digits) {
    const last = runs.at(-1);
    if (last !== undefined && digit.charCodeAt(0) === last.charCodeAt(last.length - 1) + 1)
      runs[runs.length - 1] += digit;
    else runs.push(digit);
  }
  return runs;
}

/** Says a repeated class once: `[0-9a-f]{2}`. */
function joined(first: string, rest: string): string {
  if (first.startsWith('[') && rest === first) return `${first}{2}`;
  if (first.startsWith('[') && rest === `${first}{2}`) return `${first}{3}`;
  return first + rest;
}
