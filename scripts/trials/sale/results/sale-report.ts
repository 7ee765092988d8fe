/** The report of a sale: what happened, as text, plots and tables. */
import { figureText, quantileOfSorted } from '../../report/figures.ts';
import type { ReportPage, Section } from '../../report/report-page.ts';
import type { Plot } from '../../report/plot.ts';
import { type SaleFigures, perSecond, type Verdicts } from './sale-figures.ts';
import type { SaleRecord } from '../record.ts';
import { type SettingName, SETTINGS, type SaleSettings } from '../sale-settings.ts';

/** What a report is made from. */
export interface Story {
  figures: SaleFigures;
  record: SaleRecord;
  settings: SaleSettings;
  facts: [name: string, value: string][];
  wasStopped: boolean;
}

type Lines = Extract<Plot, { kind: 'lines' }>;
type Points = Lines['series'][number]['points'];

const SINCE_T0 = { label: 'seconds from T0' };
/** Percentiles of fewer requests would only be noise. */
const FEWEST = 20;

/** Writes it. */
export function pageOf({ figures, record, settings, facts, wasStopped }: Story): ReportPage {
  const marks = [
    { x: 0, label: 'T0' },
    ...(figures.soldOutAfterS === null ? [] : [{ x: round(figures.soldOutAfterS), label: 'sold out' }]),
  ];
  return {
    title: `On-sale: ${figureText(figures.seats)} seats, ${figureText(settings['people-per-ticket'])} people for each`,
    lead: leadOf(figures, wasStopped),
    facts,
    sections: [
      checksSection(figures),
      { heading: 'The sale over time', plots: [crowdPlot(record, marks), seatsPlot(record, marks)] },
      latencySection(figures, record, marks),
      refusalSection(figures),
      peopleSection(figures, settings),
    ],
  };
}

function leadOf(figures: SaleFigures, wasStopped: boolean): string[] {
  const { soldOutAfterS, soldSeats, seats, falseRefusals, latencies } = figures;
  const failed = figures.checks.filter(({ ok }) => !ok);
  return [
    ...(wasStopped ? ['This sale was stopped before its end: the report says what had happened by then.'] : []),
    soldOutAfterS === null
      ? `${soldSeats} of ${seats} seats were sold.`
      : `All ${seats} seats were sold, the last ${soldOutAfterS.toFixed(1)} s after T0.`,
    failed.length === 0
      ? `Every check holds: ${figures.checks.map(({ name }) => name).join('; ')}.`
      : `NOT as promised: ${failed.map(({ name, detail }) => `${name} (${detail})`).join('; ')}.`,
    `False refusals: ${falseRefusals.named.false} of ${falseRefusals.named.refusals} for named seats, ` +
      `${falseRefusals.best.false} of ${falseRefusals.best.refusals} for the best available.`,
    `${figureText(latencies.all.requests)} requests were answered, half of them within ${figureText(latencies.all.p50)} ms of when ` +
      `they were due, 99 of 100 within ${figureText(latencies.all.p99)} ms.`,
  ];
}

function checksSection({ checks }: SaleFigures): Section {
  return {
    heading: 'What was promised',
    table: {
      head: ['Check', 'Holds', 'Compared'],
      rows: checks.map(({ name, ok, detail }) => [name, ok ? 'yes' : 'NO', detail]),
    },
  };
}

function crowdPlot({ arrivals, offered, calls }: SaleRecord, marks: Lines['marks']): Plot {
  return {
    kind: 'lines',
    title: 'The crowd: what came, whether or not it was answered',
    x: SINCE_T0,
    y: { label: 'per second', log: true },
    series: [
      { name: 'requests due', points: perSecond(offered) },
      { name: 'devices arriving', points: perSecond(arrivals) },
      {
        name: 'holds and orders due',
        points: perSecond(calls.flatMap(({ kind, dueMs }) => (kind === 'release' ? [] : [dueMs]))),
      },
    ],
    ...(marks && { marks }),
  };
}

function seatsPlot({ seen, calls }: SaleRecord, marks: Lines['marks']): Plot {
  const acknowledged = calls
    .flatMap((call) =>
      call.kind === 'order' && call.order ? [{ ms: call.endedMs, seats: call.order.seats.length }] : [],
    )
    .toSorted((one, other) => one.ms - other.ms);
  let sum = 0;
  const points: Points = acknowledged.map(({ ms, seats }) => [round(ms / 1_000), (sum += seats)]);
  const shown = (key: 'free' | 'held' | 'sold'): Points =>
    seen.map((counts) => [round(counts.ms / 1_000), counts[key]]);
  return {
    kind: 'lines',
    title: 'The seats: free, held and sold, as anybody could see',
    x: SINCE_T0,
    y: { label: 'seats' },
    series: [
      { name: 'free', points: shown('free'), steps: true },
      { name: 'held', points: shown('held'), steps: true },
      { name: 'sold', points: shown('sold'), steps: true },
      { name: 'sold, as acknowledged', points, steps: true },
    ],
    ...(marks && { marks }),
  };
}

function latencySection({ latencies }: SaleFigures, record: SaleRecord, marks: Lines['marks']): Section {
  const kinds = ['all', 'read', 'hold', 'order', 'release'] as const;
  return {
    heading: 'Latency',
    text: [
      'Counted from when a request was due by the plan of its person, waiting for a connection included, to its whole answer: a ' +
        'system that is slow cannot keep requests from being counted.',
    ],
    plots: [overTime(record, marks), distribution(record)],
    table: {
      head: ['Requests', 'answered', 'p50 ms', 'p90 ms', 'p99 ms', 'p99.9 ms', 'longest ms'],
      rows: kinds.map((kind) => {
        const { requests, p50, p90, p99, p999, max } = latencies[kind];
        return [kind, requests, p50, p90, p99, p999, max];
      }),
    },
  };
}

function overTime({ latencies }: SaleRecord, marks: Lines['marks']): Plot {
  const bySecond = new Map<number, number[]>();
  for (const { dueMs, ms } of Object.values(latencies))
    for (const [index, due] of dueMs.entries()) {
      const second = Math.floor(due / 1_000);
      const known = bySecond.get(second);
      if (known) known.push(ms[index] as number);
      else bySecond.set(second, [ms[index] as number]);
    }
  const seconds = [...bySecond]
    .filter(([, values]) => values.length >= FEWEST)
    .map(([second, values]) => [second, values.toSorted((one, other) => one - other)] as const)
    .toSorted(([one], [other]) => one - other);
  const at = (q: number): Points => seconds.map(([second, values]) => [second, round(quantileOfSorted(values, q))]);
  return {
    kind: 'lines',
    title: 'Latency of the requests due in each second',
    x: SINCE_T0,
    y: { label: 'ms', log: true },
    series: [
      { name: 'p50', points: at(0.5) },
      { name: 'p90', points: at(0.9) },
      { name: 'p99', points: at(0.99) },
    ],
    ...(marks && { marks }),
  };
}

function distribution({ latencies }: SaleRecord): Plot {
  const series = (['read', 'hold', 'order'] as const).map((kind) => {
    const sorted = latencies[kind].ms.toSorted((one, other) => one - other);
    const points: Points = [];
    // One in 1, in 1.26, in 1.58 … of the requests took longer.
    for (let tenth = 0; 10 ** (tenth / 10) <= sorted.length; tenth++) {
      const oneIn = 10 ** (tenth / 10);
      points.push([round(oneIn), round(quantileOfSorted(sorted, 1 - 1 / oneIn))]);
    }
    return { name: kind, points };
  });
  return {
    kind: 'lines',
    title: 'Distribution: one in so many requests took longer',
    x: { label: 'one in … requests (100: p99, 1,000: p99.9)', log: true },
    y: { label: 'ms', log: true },
    series,
  };
}

function refusalSection({ refusals, falseRefusals, troubles, latencies }: SaleFigures): Section {
  const bars = Object.entries(refusals).map(([name, value]) => ({ name, value }));
  const more = Object.entries(troubles).map(([name, times]) => `${name} ${figureText(times)} times`);
  return {
    heading: 'Refusals',
    text: [
      'A refusal is false when what was asked for was free at every moment of the call: none of the named seats anybody’s, or in the ' +
        'section as many seats free as were wanted. It is counted as false only if that is so even when every other call had its ' +
        'seats as long as it can have had them, and as due only if it was not so even when others had theirs no longer than they ' +
        'surely did (from when they were answered, or from the moment that the system’s own answer gives). What neither shows is open.',
      more.length === 0
        ? `None of ${figureText(latencies.all.requests)} requests went without a proper answer.`
        : `Without a proper answer: ${more.join(', ')}.`,
    ],
    plots: bars.length > 0 ? [{ kind: 'bars', title: 'Holds and orders refused, by reason', unit: 'calls', bars }] : [],
    table: {
      head: ['Refused', 'calls', 'false', 'open', 'due', 'false of all'],
      rows: [
        verdictRow('named seats that were taken', falseRefusals.named),
        verdictRow('best available, too few left', falseRefusals.best),
        verdictRow('order of a hold that had expired', falseRefusals.expired),
      ],
    },
  };
}

function verdictRow(name: string, { refusals, false: wrong, open, due, share }: Verdicts): (string | number)[] {
  return [name, refusals, wrong, open, due, `${(share * 100).toFixed(2)} %`];
}

function peopleSection({ endings, holds }: SaleFigures, settings: SaleSettings): Section {
  const names = Object.keys(SETTINGS) as SettingName[];
  return {
    heading: 'The people',
    text: [
      `${holds.made} holds: ${holds.bought} bought, ${holds.released} given back, ${holds.leftToExpire} left to expire.`,
      'Times are those of life; pauses were shortened by --compress.',
    ],
    plots: [
      {
        kind: 'bars',
        title: 'How the visits ended',
        unit: 'devices',
        log: true,
        bars: Object.entries(endings).map(([name, value]) => ({ name, value })),
      },
    ],
    table: {
      head: ['Option', 'value', 'usually', 'meaning'],
      rows: names.map((name) => [`--${name}`, settings[name], SETTINGS[name].usual, SETTINGS[name].what]),
    },
  };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
