/** The figures of a sale, from its record. */
import type { Seating } from '../../../../functions/shared/event/chart.ts';
import { quantileOfSorted } from '../../report/figures.ts';
import { type Judgement, judgeRefusals, type RefusalVerdict } from './judge-refusals.ts';
import type { CallPurpose, Reason, SaleRecord } from '../record.ts';
import type { SaleCheck } from '../target/target.ts';

/** Latencies in ms, from when a request was due. */
export interface Latency {
  requests: number;
  p50: number;
  p90: number;
  p99: number;
  p999: number;
  max: number;
}

/** Refusals of one kind with their verdicts; `share` is false ones of all. */
export type Verdicts = Record<RefusalVerdict, number> & { refusals: number; share: number };

export interface SaleFigures {
  seats: number;
  soldSeats: number;
  orders: number;
  /** s from T0 until the last seat was acknowledged as sold; null when some were left. */
  soldOutAfterS: number | null;
  offeredRequests: number;
  offeredPeakPerS: number;
  holds: { made: number; bought: number; released: number; leftToExpire: number; abandonedShare: number };
  refusals: Partial<Record<Reason, number>>;
  falseRefusals: Record<Judgement['kind'], Verdicts>;
  latencies: Record<CallPurpose | 'all', Latency>;
  troubles: Record<string, number>;
  endings: Record<string, number>;
  checks: SaleCheck[];
}

/** Puts them together. @param slackMs how far the clocks may be apart */
export function figuresOf(record: SaleRecord, seating: Seating, checks: SaleCheck[], slackMs: number): SaleFigures {
  const { calls, latencies } = record;
  const orders = calls.filter((call) => call.kind === 'order' && call.order);
  const soldSeats = orders.reduce(
    (sum, call) => sum + (call.kind === 'order' ? (call.order?.seats.length ?? 0) : 0),
    0,
  );
  const judged = judgeRefusals(calls, seating, { slackMs });
  const last = orders.reduce((latest, call) => Math.max(latest, call.endedMs), 0);
  return {
    seats: seating.total,
    soldSeats,
    orders: orders.length,
    soldOutAfterS: soldSeats >= seating.total ? last / 1_000 : null,
    offeredRequests: record.offered.length,
    offeredPeakPerS: Math.max(0, ...perSecond(record.offered).map(([, requests]) => requests)),
    holds: holdFigures(record),
    refusals: refusalsOf(record),
    falseRefusals: {
      named: verdictsOf(judged, 'named'),
      best: verdictsOf(judged, 'best'),
      expired: verdictsOf(judged, 'expired'),
    },
    latencies: {
      all: latencyOf(Object.values(latencies).flatMap(({ ms }) => ms)),
      read: latencyOf(latencies.read.ms),
      hold: latencyOf(latencies.hold.ms),
      order: latencyOf(latencies.order.ms),
      release: latencyOf(latencies.release.ms),
    },
    troubles: Object.fromEntries(record.troubles),
    endings: Object.fromEntries(record.endings),
    checks,
  };
}

function holdFigures({ calls }: SaleRecord): SaleFigures['holds'] {
  const bought = new Set(calls.flatMap((call) => (call.kind === 'order' && call.order ? [call.holdId] : [])));
  const released = new Set(calls.flatMap((call) => (call.kind === 'release' ? [call.holdId] : [])));
  const ids = calls.flatMap((call) => (call.kind === 'hold' && call.hold ? [call.hold.id] : []));
  const sold = ids.filter((id) => bought.has(id)).length;
  const back = ids.filter((id) => released.has(id) && !bought.has(id)).length;
  return {
    made: ids.length,
    bought: sold,
    released: back,
    leftToExpire: ids.length - sold - back,
    abandonedShare: ids.length > 0 ? 1 - sold / ids.length : 0,
  };
}

function refusalsOf({ calls }: SaleRecord): SaleFigures['refusals'] {
  const refusals: SaleFigures['refusals'] = {};
  for (const { reason } of calls) if (reason) refusals[reason] = (refusals[reason] ?? 0) + 1;
  return refusals;
}

function verdictsOf(judged: readonly Judgement[], kind: Judgement['kind']): Verdicts {
  const count = (verdict: RefusalVerdict) =>
    judged.filter((one) => one.kind === kind && one.verdict === verdict).length;
  const [wrong, due, open] = [count('false'), count('due'), count('open')];
  const refusals = wrong + due + open;
  return { false: wrong, due, open, refusals, share: refusals > 0 ? wrong / refusals : 0 };
}

function latencyOf(values: readonly number[]): Latency {
  const sorted = values.toSorted((one, other) => one - other);
  const at = (q: number) => quantileOfSorted(sorted, q);
  return { requests: sorted.length, p50: at(0.5), p90: at(0.9), p99: at(0.99), p999: at(0.999), max: at(1) };
}

/** How many of these moments (ms) fall into each second, every second from the first to the last. */
export function perSecond(times: readonly number[]): [second: number, count: number][] {
  if (times.length === 0) return [];
  const counts = new Map<number, number>();
  for (const ms of times) counts.set(Math.floor(ms / 1_000), (counts.get(Math.floor(ms / 1_000)) ?? 0) + 1);
  const seconds = [...counts.keys()];
  const first = seconds.reduce((least, second) => Math.min(least, second));
  const last = seconds.reduce((most, second) => Math.max(most, second));
  return Array.from({ length: last - first + 1 }, (_, index) => [first + index, counts.get(first + index) ?? 0]);
}
