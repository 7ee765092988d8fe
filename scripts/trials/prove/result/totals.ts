/** What a whole run comes to, in a few lines: orders, faults by kind, violations, controls. */
import { knownFaults, redisOf } from '../faults/all-faults.ts';
import type { FaultTarget, RedisKind } from '../faults/fault-kind.ts';
import type { Tally } from '../faults/tally.ts';
import { plural } from '../../../../functions/shared/plural.ts';

export interface Totals {
  acknowledged: number;
  violations: number;
  /** How often each kind struck, least first. */
  faults: { kind: string; times: number; places: number }[];
  controls: { run: number; caught: number };
}

/** Counts the faults on some targets, kinds that never struck included. Default: the targets of those that did. */
export function faultTotals(
  tally: Tally,
  targets?: readonly FaultTarget[],
  redis: RedisKind = redisOf((kind) => tally.of(kind) > 0),
): Totals['faults'] {
  const rows = tally.rows();
  const all = knownFaults(redis);
  const among = targets ?? all.filter(({ name }) => tally.of(name) > 0).map(({ target }) => target);
  return all
    .filter(({ target }) => among.includes(target))
    .map(({ name }) => ({ kind: name, times: tally.of(name), places: rows.filter(({ kind }) => kind === name).length }))
    .toSorted((a, b) => a.times - b.times);
}

/** For the terminal: kinds with the least first, and the sums last. */
export function totalLines({ acknowledged, violations, faults, controls }: Totals): string[] {
  const [fewest] = faults;
  const struck = faults.reduce((sum, { times }) => sum + times, 0);
  return [
    ...faults.map(
      ({ kind, times, places }) => `${String(times).padStart(6)} × ${kind}${places > 1 ? ` (at ${places} steps)` : ''}`,
    ),
    ...(fewest ? [`fewest: ${fewest.kind} ${fewest.times}`] : []),
    [
      `total: ${acknowledged.toLocaleString('en')} ${acknowledged === 1 ? 'order' : 'orders'} acknowledged`,
      `${struck.toLocaleString('en')} ${struck === 1 ? 'fault' : 'faults'} of ${plural(faults.length, 'kind')}`,
      plural(violations, 'violation'),
      `${controls.caught} of ${plural(controls.run, 'control')} caught`,
    ].join(', '),
  ];
}
