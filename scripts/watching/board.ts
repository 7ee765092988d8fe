/** What the watchboard knows: half an hour of lines, the latest traces, who does what. All of it has a bound. */
import type { MetricName } from '../../functions/shared/telemetry/metric-catalog.ts';
import { BOARD_LINES, type ToldMoment } from './board-lines.ts';
import { Deltas, type Growth, quantileOf } from './deltas.ts';
import type { ToldPoint, ToldSpan } from './told.ts';

/** A trace as far as it has come. */
export interface BoardTrace {
  id: string;
  spans: readonly ToldSpan[];
}

/** A function's share of the last moment. */
export interface BoardFunction {
  service: string;
  processes: number;
  perSecond: number;
  failedPerSecond: number;
  p99Ms: number;
}

const ROWS = 360;
const MOST_TRACES = 200;
const MOST_SPANS_OF_TRACE = 150;
/** A process tells every two seconds; one that has not for so long is gone, or was killed. */
const SILENT_MS = 10_000;
const MOST_GAUGES = 5_000;
/** What may come together between two rows. */
const MOST_GROWTHS = 20_000;

interface Gauge extends Growth {
  atMs: number;
}

export class Board {
  readonly #deltas = new Deltas();
  readonly #gauges = new Map<string, Gauge>();
  readonly #traces = new Map<string, ToldSpan[]>();
  /** A row for each moment, a number for each line. */
  readonly rows: number[][] = [];
  functions: readonly BoardFunction[] = [];
  refusals: readonly (readonly [code: string, perSecond: number])[] = [];
  #growths: Growth[] = [];
  #rowAtMs: number;

  /** @param nowMs of any clock that does not go back */
  constructor(nowMs: number) {
    this.#rowAtMs = nowMs;
  }

  points(points: readonly ToldPoint[], nowMs: number): void {
    for (const growth of this.#deltas.of(points, nowMs)) {
      if (growth.kind !== 'gauge') this.#growths.push(growth);
      else this.#gauges.set(gaugeKey(growth), { ...growth, atMs: nowMs });
    }
    for (const point of points) if (point.value === undefined) this.#gauges.delete(gaugeKey(point));
    if (this.#growths.length > MOST_GROWTHS) this.#growths.splice(0, this.#growths.length - MOST_GROWTHS);
    for (const [key] of this.#gauges) if (this.#gauges.size > MOST_GAUGES) this.#gauges.delete(key);
  }

  spans(spans: readonly ToldSpan[]): void {
    for (const span of spans) {
      const known = this.#traces.get(span.traceId);
      if (!known) this.#traces.set(span.traceId, [span]);
      else if (known.length < MOST_SPANS_OF_TRACE) known.push(span);
    }
    for (const [id] of this.#traces) if (this.#traces.size > MOST_TRACES) this.#traces.delete(id);
  }

  /** Ends a moment: what was told in it becomes a row. */
  tick(nowMs: number): void {
    const seconds = Math.max(0.001, (nowMs - this.#rowAtMs) / 1_000);
    this.#rowAtMs = nowMs;
    for (const [key, { atMs }] of this.#gauges) if (atMs < nowMs - SILENT_MS) this.#gauges.delete(key);
    this.#deltas.forget(nowMs);
    const growths = this.#growths;
    this.#growths = [];
    const moment: ToldMoment = {
      seconds,
      of: (name, attributes) => growths.filter((one) => fits(one, name, attributes)),
      now: (name, attributes) =>
        [...this.#gauges.values()].filter((one) => fits(one, name, attributes)).map(({ value }) => value),
    };
    this.rows.push(BOARD_LINES.map(({ value }) => value(moment)));
    if (this.rows.length > ROWS) this.rows.shift();
    this.functions = functionsIn(moment, [...this.#gauges.values()]);
    this.refusals = refusalsIn(moment);
  }

  /** The latest first. */
  traces(): BoardTrace[] {
    return [...this.#traces].map(([id, spans]) => ({ id, spans })).toReversed();
  }

  trace(id: string): BoardTrace | undefined {
    const spans = this.#traces.get(id);
    return spans && { id, spans };
  }
}

const gaugeKey = ({ instance, name, attributes }: Pick<ToldPoint, 'instance' | 'name' | 'attributes'>): string =>
  `${instance} ${name} ${Object.values(attributes).join(' ')}`;

const fits = (growth: Growth, name: MetricName, attributes: Readonly<Record<string, string>> = {}): boolean =>
  growth.name === name && Object.entries(attributes).every(([key, value]) => growth.attributes[key] === value);

function functionsIn({ of, seconds }: ToldMoment, gauges: readonly Gauge[]): BoardFunction[] {
  const alive = Map.groupBy(
    gauges.filter(({ name }) => name === 'process.memory.usage'),
    ({ service }) => service,
  );
  const requests = Map.groupBy(of('http.server.request.duration'), ({ service }) => service);
  return [...new Set([...alive.keys(), ...requests.keys()])].toSorted().map((service) => {
    const own = requests.get(service) ?? [];
    const failed = own.filter(({ attributes }) => attributes['http.response.status_code']?.startsWith('5'));
    return {
      service,
      processes: alive.get(service)?.length ?? 0,
      perSecond: counted(own) / seconds,
      failedPerSecond: counted(failed) / seconds,
      p99Ms: quantileOf(0.99, own) * 1_000,
    };
  });
}

const counted = (growths: readonly Growth[]): number => growths.reduce((sum, { count }) => sum + count, 0);

function refusalsIn({ of, seconds }: ToldMoment): [string, number][] {
  const byCode = Map.groupBy(of('seatmesh.refusals'), ({ attributes }) => attributes['seatmesh.problem.code'] ?? '');
  return [...byCode]
    .map(([code, some]): [string, number] => [code, some.reduce((sum, { value }) => sum + value, 0) / seconds])
    .filter(([, perSecond]) => perSecond > 0)
    .toSorted(([, one], [, other]) => other - one)
    .slice(0, 20);
}
