/** The report of a run as a page. */
import { cpus } from 'node:os';
import type { ReportPage, Section } from '../../report/report-page.ts';
import { INVARIANTS, type Invariant } from '../checks/invariants.ts';
import type { ProofOutcome, RoundResult } from './outcome.ts';
import { EXIT, verdictOf } from './verdict.ts';

const SHOWN = 50;

/** What a run has found, for people. */
export function reportPage(outcome: ProofOutcome, historyFile: string): ReportPage {
  const { rounds, seed, beganAt, seconds } = outcome;
  const sum = (of: (round: RoundResult) => number) => rounds.reduce((total, round) => total + of(round), 0);
  const broken = sum(({ violations }) => violations.length);
  const verdict = verdictOf(outcome);
  return {
    title: 'Sold while things break',
    lead: [
      verdict.code === EXIT.proven
        ? 'Every invariant held, and every guard that was switched off was found out.'
        : `${verdict.line}.`,
      'Three witnesses were compared: what clients were answered, what MySQL has, and what the broker delivered.',
      ...(outcome.endedEarly ? ['The run was ended before it was done.'] : []),
      ...(outcome.failure === undefined ? [] : [`What ended it: ${outcome.failure}`]),
    ],
    facts: [
      ['seed', seed],
      ['began', beganAt],
      ['took', `${seconds} s`],
      ['machine', `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`],
      ['orders acknowledged', sum(({ acknowledged }) => acknowledged).toLocaleString('en')],
      ['orders refused', sum(({ refused }) => refused).toLocaleString('en')],
      ['answers unknown', sum(({ unknown }) => unknown).toLocaleString('en')],
      ['refused without need', String(sum((round) => round.falseRefusals))],
      ['faults', sum(({ faults }) => faults).toLocaleString('en')],
      ['violations', String(broken)],
      [
        'guards switched off and found out',
        `${outcome.controls.filter(({ isCaught }) => isCaught).length} of ${outcome.controls.length}`,
      ],
      ['history', historyFile],
    ],
    sections: [invariants(outcome), faultSections(outcome), controls(outcome), roundTable(outcome)].flat(),
  };
}

function invariants({ rounds }: ProofOutcome): Section[] {
  if (rounds.length === 0) return [];
  const all = rounds.flatMap(({ violations, seed }) => violations.map((violation) => ({ seed, ...violation })));
  const rows = (Object.keys(INVARIANTS) as Invariant[]).map((name) => {
    const count = all.filter(({ invariant }) => invariant === name).length;
    return [name, count === 0 ? 'held' : `broken ${count} times`];
  });
  const found: Section[] =
    all.length === 0
      ? []
      : [
          {
            heading: 'Violations',
            text: [`The first ${SHOWN} of ${all.length}.`],
            table: {
              head: ['round', 'invariant', 'what was found'],
              rows: all.slice(0, SHOWN).map(({ seed, invariant, what }) => [seed, invariant, what]),
            },
          },
        ];
  return [{ heading: 'Invariants', table: { head: ['invariant', ''], rows } }, ...found];
}

function faultSections(outcome: ProofOutcome): Section[] {
  if (outcome.faults.length === 0) return [];
  const bars = outcome.faultTotals.map(({ kind, times }) => ({ name: kind, value: times }));
  const [fewest] = outcome.faultTotals;
  return [
    {
      heading: 'Faults',
      text: [
        'Processes were killed and stopped between any two steps of what they send and receive.',
        ...(fewest ? [`The rarest kind, ${fewest.kind}, struck ${fewest.times} times.`] : []),
      ],
      plots: [{ kind: 'bars', title: 'Faults by kind', unit: 'times', bars }],
      table: {
        head: ['kind', 'where', 'times'],
        rows: outcome.faults.map(({ kind, where, times }) => [kind, where, times]),
      },
    },
  ];
}

function controls(outcome: ProofOutcome): Section[] {
  if (outcome.controls.length === 0) return [];
  const undetected = outcome.undetected ?? [];
  return [
    {
      heading: 'Guards switched off',
      text: [
        'A checker that cannot fail proves nothing: with each guard off, it must find the harm.',
        ...(outcome.undetected === undefined
          ? []
          : [
              undetected.length === 0
                ? 'Of true histories with one thing made wrong in them, one for each invariant, it found every one.'
                : `Falsified histories that it took for true ones: ${undetected.join(', ')}.`,
            ]),
      ],
      table: {
        head: ['guard', 'switched off', 'to be found', '', 'violations'],
        rows: outcome.controls.map(({ guard, how, caughtBy, isCaught, violations }) => [
          guard,
          how,
          caughtBy,
          isCaught ? 'caught' : 'NOT CAUGHT',
          violations.length,
        ]),
      },
    },
  ];
}

function roundTable({ rounds }: ProofOutcome): Section[] {
  if (rounds.length === 0) return [];
  return [
    {
      heading: 'Rounds',
      table: {
        head: ['faults on', 'seed', 'seconds', 'orders', 'refused', 'unknown', 'without need', 'faults', 'violations'],
        rows: rounds.map((round) => [
          round.name,
          round.seed,
          round.seconds,
          round.acknowledged,
          round.refused,
          round.unknown,
          round.falseRefusals,
          round.faults,
          round.violations.length,
        ]),
      },
    },
  ];
}
