/** Two variants compared: round by round, since what both of a round had in common then falls out. */
import { spread } from '../../report/figures.ts';
import type { LoadFigures } from '../load/load-figures.ts';
import type { Measured } from '../part.ts';

/** A median with the lowest and highest value it is of. */
export interface Spread {
  median: number;
  low: number;
  high: number;
}

/** What to take of a variant: a figure by name, or several added up. */
export type Take = string | ((figures: LoadFigures) => number);

/** A figure over all rounds; undefined when the variant was not measured. */
export function spreadOf(measured: Measured, variant: string, take: Take): Spread | undefined {
  const rounds = measured[variant] ?? [];
  return rounds.length === 0 ? undefined : spread(rounds.map((figures) => taken(figures, take)));
}

/** One variant's figure over another's, or over the sum of several, round by round; undefined when one was not measured. */
export function ratioOf(
  measured: Measured,
  variant: string,
  to: string | readonly string[],
  take: Take,
  takeTo = take,
): Spread | undefined {
  const rounds = measured[variant] ?? [];
  const others = [to].flat().map((name) => measured[name] ?? []);
  if (rounds.length === 0 || others.some(({ length }) => length !== rounds.length)) return undefined;
  const sumOf = (round: number): number => others.reduce((sum, other) => sum + taken(other[round] ?? {}, takeTo), 0);
  return spread(rounds.map((figures, round) => taken(figures, take) / sumOf(round)));
}

/** The CPU of an order in µs of one kind of process, such as `bookUs`; not that of all of them. */
export function isCpu(name: string): boolean {
  return name.endsWith('Us') && name !== 'orderUs';
}

/** Such as perSecond and p99Ms; the parts of a profile are named in words. */
export const PLAIN_NAME = /^[a-z][a-z0-9-]*[A-Z]/;

/**
 * What costs are divided into: a kind of process that did not run in one of a variant's rounds used nothing in it, and so did a part
 * of a program that a profile does not have. Other figures are left as they are.
 */
export function withoutGaps(measured: Measured, isPart: (name: string) => boolean = isCpu): Measured {
  const filled = Object.entries(measured).map(([variant, rounds]) => {
    const parts = new Set(rounds.flatMap((figures) => Object.keys(figures).filter(isPart)));
    const missing = (figures: LoadFigures) => [...parts].filter((part) => figures[part] === undefined);
    const whole = (figures: LoadFigures) => ({
      ...figures,
      ...Object.fromEntries(missing(figures).map((part) => [part, 0])),
    });
    return [variant, rounds.map(whole)] as const;
  });
  return Object.fromEntries(filled);
}

function taken(figures: LoadFigures, take: Take): number {
  if (typeof take === 'function') return take(figures);
  const value = figures[take];
  if (value === undefined) throw new Error(`there is no figure ${take} among ${Object.keys(figures).join(', ')}`);
  return value;
}
