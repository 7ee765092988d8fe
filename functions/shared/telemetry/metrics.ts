/**
 * Figures of a process, from its start on (cumulative), so that what is lost on the way is made good by the next push. A new series begins
 * with a point of zero, at the time of the push before: a process that lived for seconds would otherwise show no growth at all.
 */
import { type MetricName, METRICS, type MetricSpec, type MetricsOf } from './metric-catalog.ts';
import { type HistogramPoint, type KeyValue, keyValue, type NumberPoint, type OtlpMetric, unixNano } from './otlp.ts';

/** Of one figure; what would be more goes into one that says so (OpenTelemetry's cardinality limit). */
const MOST_SERIES = 400;
const OVERFLOW: readonly KeyValue[] = [keyValue('otel.metric.overflow', true)];

/** What an observer says of now: a value with what it is told apart by. */
export type Observation = readonly [value: number, ...labels: string[]];

interface Series {
  attributes: readonly KeyValue[];
  isNew: boolean;
  sum: number;
  /** Of a histogram, a bucket each. */
  counts: number[] | undefined;
}

interface Instrument {
  spec: MetricSpec;
  series: Map<string, Series>;
  observers: Set<() => readonly Observation[]>;
}

/** All figures of a process. */
export class Metrics {
  readonly #instruments = new Map<MetricName, Instrument>();
  readonly #startedMs: number;
  #toldMs: number;

  /** @param startedMs when the process began, since 1970 */
  constructor(startedMs: number) {
    this.#startedMs = startedMs;
    this.#toldMs = startedMs;
  }

  /** Counts. @param labels in the order of the figure's `by` */
  add(name: MetricsOf<'counter'>, by: number, ...labels: string[]): void {
    this.#series(name, labels).sum += by;
  }

  /** Notes how much one was. */
  record(name: MetricsOf<'histogram'>, value: number, ...labels: string[]): void {
    const series = this.#series(name, labels);
    series.sum += value;
    const { bounds = [] } = METRICS[name] as MetricSpec;
    let bucket = 0;
    while (bucket < bounds.length && value > (bounds[bucket] as number)) bucket++;
    (series.counts as number[])[bucket]! += 1;
  }

  /** Sets how something is until it is set again. */
  set(name: MetricsOf<'gauge'>, value: number, ...labels: string[]): void {
    this.#series(name, labels).sum = value;
  }

  /** Asks at each push. @returns ends that */
  observe(name: MetricsOf<'gauge' | 'counter'>, look: () => readonly Observation[]): () => void {
    const { observers } = this.#instrument(name);
    observers.add(look);
    return () => void observers.delete(look);
  }

  /** All that there is to tell. @param isLast the process is about to end: then nothing is as it is now any more */
  collect(nowMs: number, isLast = false): OtlpMetric[] {
    const metrics: OtlpMetric[] = [];
    for (const [name, instrument] of this.#instruments) {
      for (const look of instrument.observers)
        for (const [value, ...labels] of look()) this.#series(name, labels).sum = value;
      if (instrument.series.size > 0) metrics.push(this.#told(name, instrument, nowMs, isLast));
    }
    this.#toldMs = nowMs;
    return metrics;
  }

  #instrument(name: MetricName): Instrument {
    let found = this.#instruments.get(name);
    if (!found) this.#instruments.set(name, (found = { spec: METRICS[name], series: new Map(), observers: new Set() }));
    return found;
  }

  #series(name: MetricName, labels: readonly string[]): Series {
    const { spec, series } = this.#instrument(name);
    const key = labels.length === 1 ? (labels[0] as string) : labels.join('\n');
    const known = series.get(key);
    if (known) return known;
    const isOver = series.size >= MOST_SERIES;
    const found = isOver ? series.get('') : undefined;
    if (found) return found;
    const attributes = isOver ? OVERFLOW : attributesOf(spec, labels);
    const counts =
      spec.kind === 'histogram' ? Array.from({ length: (spec.bounds?.length ?? 0) + 1 }, () => 0) : undefined;
    const made = { attributes, isNew: true, sum: 0, counts };
    series.set(isOver ? '' : key, made);
    return made;
  }

  #told(name: MetricName, { spec, series }: Instrument, nowMs: number, isLast: boolean): OtlpMetric {
    const { kind, unit, about: description } = spec;
    const own = { name, description, unit };
    const all = [...series.values()];
    if (kind === 'gauge') return { ...own, gauge: { dataPoints: all.map((one) => gaugePoint(one, nowMs, isLast)) } };
    const start = unixNano(this.#startedMs);
    const zero = unixNano(this.#toldMs);
    const now = unixNano(nowMs);
    if (kind === 'counter')
      return {
        ...own,
        sum: { aggregationTemporality: 2, isMonotonic: true, dataPoints: sumPoints(all, start, zero, now) },
      };
    const points = histogramPoints(all, spec.bounds ?? [], start, zero, now);
    return { ...own, histogram: { aggregationTemporality: 2, dataPoints: points } };
  }
}

function attributesOf({ by }: MetricSpec, labels: readonly string[]): readonly KeyValue[] {
  return by.flatMap((key, index) => {
    const label = labels[index];
    return label === undefined || label === '' ? [] : [keyValue(key, label)];
  });
}

function gaugePoint({ attributes, sum }: Series, nowMs: number, isLast: boolean): NumberPoint {
  const timeUnixNano = unixNano(nowMs);
  return isLast ? { attributes, timeUnixNano, flags: 1 } : { attributes, timeUnixNano, asDouble: sum };
}

function sumPoints(all: readonly Series[], start: string, zero: string, now: string): NumberPoint[] {
  return all.flatMap((series) => {
    const { attributes, sum } = series;
    const point = { attributes, startTimeUnixNano: start, timeUnixNano: now, asDouble: sum };
    return takeNew(series) ? [{ ...point, timeUnixNano: zero, asDouble: 0 }, point] : [point];
  });
}

function histogramPoints(
  all: readonly Series[],
  explicitBounds: readonly number[],
  start: string,
  zero: string,
  now: string,
): HistogramPoint[] {
  return all.flatMap((series) => {
    const { attributes, sum, counts = [] } = series;
    const point = {
      attributes,
      startTimeUnixNano: start,
      timeUnixNano: now,
      count: String(counts.reduce((total, count) => total + count, 0)),
      sum,
      bucketCounts: counts.map(String),
      explicitBounds,
    };
    if (!takeNew(series)) return [point];
    return [{ ...point, timeUnixNano: zero, count: '0', sum: 0, bucketCounts: counts.map(() => '0') }, point];
  });
}

/** Whether it is told for the first time. */
function takeNew(series: Series): boolean {
  const { isNew } = series;
  series.isNew = false;
  return isNew;
}
