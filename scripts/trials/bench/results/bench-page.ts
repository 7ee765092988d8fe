/** The report of a run. */
import type { ReportPage, Section } from '../../report/report-page.ts';
import type { Plot } from '../../report/plot.ts';
import { isCpu, PLAIN_NAME, type Spread, spreadOf, type Take } from './comparison.ts';
import type { Measured, PartResult } from '../part.ts';
import { PARTS, type PartName } from '../part-names.ts';
import { figureRows, targetRows } from './figure-tables.ts';
import { orderCpuUs } from './target-lines.ts';
import type { Line } from './bench-targets.ts';

interface Bars {
  title: string;
  unit: string;
  take: Take;
  log?: boolean;
}

const RATE: Bars = { title: 'Answers a second', unit: '/s', take: 'perSecond', log: true };

/** What of each part is drawn. */
const PLOTTED: Record<PartName, readonly Bars[]> = {
  orders: [
    { ...RATE, title: 'Sales a second' },
    { title: 'Latency, 99th percentile', unit: 'ms', take: 'p99Ms', log: true },
  ],
  whole: [
    { ...RATE, title: 'Orders a second' },
    { title: 'From the making of an order to its record, 99th percentile', unit: 'ms', take: 'recordP99Ms', log: true },
  ],
  hosts: [RATE, { title: 'CPU of the program for an answer', unit: 'µs', take: 'nodeUs' }],
  cold: [
    { title: 'From spawn to answer', unit: 'ms', take: 'ms' },
    { title: 'CPU until then', unit: 'ms', take: 'cpuMs' },
  ],
  warm: [{ title: 'The first buyer, from login to order', unit: 'ms', take: 'all' }],
  relay: [{ ...RATE, title: 'Orders or events a second' }],
  growth: [{ title: 'CPU of an order in node, MariaDB and Redis', unit: 'µs', take: orderCpuUs }],
  shards: [{ ...RATE, title: 'Orders a second' }],
  moves: [{ title: 'Without writers', unit: 'ms', take: 'fenceMs' }],
  availability: [
    { title: 'Bytes of an answer', unit: 'bytes', take: 'bytes', log: true },
    { title: 'Latency, median', unit: 'ms', take: 'p50Ms' },
  ],
  page: [],
  profile: [],
};

/** Targets first, then part by part. */
export function benchPage(
  results: readonly PartResult[],
  lines: readonly Line[],
  { facts, busy }: { facts: [string, string][]; busy: string | undefined },
): ReportPage {
  const met = lines.filter(({ verdict }) => verdict === 'must met' || verdict === 'stretch met').length;
  const missed = lines.filter(({ verdict }) => verdict === 'not met').length;
  return {
    title: 'Seatmesh: benchmarks',
    lead: [
      `${met} of ${met + missed} targets measured here are met.`,
      'Figures are medians over rounds with the lowest and highest round. Ratios are taken round by round, between variants that ran side by side, and tell more than absolute figures.',
      ...(busy === undefined ? [] : [busy]),
    ],
    facts,
    sections: [{ heading: 'Targets', table: targetRows(lines) }, ...results.map(sectionOf)],
  };
}

function sectionOf({ name, notes, measured, failure, failures = {} }: PartResult): Section {
  const heading = `${name}: ${PARTS[name]}`;
  if (failure !== undefined) return { heading, text: [`Failed: ${failure}`] };
  const plots = [
    ...PLOTTED[name].map((bars) => plotOf(measured, bars)),
    ...(name === 'profile' ? [profilePlot(measured)] : []),
    ...(name === 'whole' ? [costPlot(measured)] : []),
  ];
  const missing = Object.entries(failures).map(
    ([variant, why]) => `Failed, and is left out from there on: ${variant}, ${why}`,
  );
  return { heading, text: [...missing, ...notes], plots, table: figureRows(measured) };
}

function plotOf(measured: Measured, { title, unit, take, log = false }: Bars): Plot {
  const bars = Object.keys(measured).flatMap((variant) => {
    const missing = typeof take === 'string' && measured[variant]?.[0]?.[take] === undefined;
    return missing ? [] : bar(variant, spreadOf(measured, variant, take));
  });
  return { kind: 'bars', title, unit, log, bars };
}

/** The parts of an order's CPU. */
function profilePlot(measured: Measured): Plot {
  const [variant = ''] = Object.keys(measured);
  const parts = Object.keys(measured[variant]?.[0] ?? {}).filter((name) => !PLAIN_NAME.test(name));
  const bars = parts.flatMap((part) => bar(part, spreadOf(measured, variant, part)));
  return { kind: 'bars', title: 'CPU of an order in the book process, by part', unit: 'µs', bars };
}

/** What an order costs, by kind of process: every variant that was measured as a whole. */
function costPlot(measured: Measured): Plot {
  const wholes = Object.keys(measured).filter((variant) => measured[variant]?.[0]?.['orderUs'] !== undefined);
  const parts = [...new Set(wholes.flatMap((variant) => Object.keys(measured[variant]?.[0] ?? {}).filter(isCpu)))];
  const valueOf = (variant: string, part: string): number =>
    (spreadOf(measured, variant, (figures) => figures[part] ?? 0)?.median ?? 0) / 1_000;
  return {
    kind: 'stacks',
    title: 'CPU of a whole order, by kind of process',
    unit: 'ms',
    parts: parts.map((part) => part.slice(0, -'Us'.length)),
    bars: wholes.map((name) => ({ name, values: parts.map((part) => valueOf(name, part)) })),
  };
}

function bar(name: string, found: Spread | undefined): { name: string; value: number; low: number; high: number }[] {
  return found ? [{ name, value: found.median, low: found.low, high: found.high }] : [];
}
