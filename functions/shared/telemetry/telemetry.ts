/**
 * What a process tells of itself: traces and figures, pushed to a collector. Off, and next to free, unless there is one
 * (OTEL_EXPORTER_OTLP_ENDPOINT).
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import * as z from 'zod';
import { readEarly, wholeNumber } from '../config.ts';
import { logSettings } from '../log.ts';
import { randomHex } from '../random.ts';
import { continueTrace, type Trace, unsampled } from '../trace.ts';
import { Exporter } from './exporter.ts';
import type { MetricsOf } from './metric-catalog.ts';
import { Metrics, type Observation } from './metrics.ts';
import { keyValue, metricsBody, type OtlpResource, tracesBody } from './otlp.ts';
import { tracePace } from './pace-of-traces.ts';
import { type EndedSpan, spanJson, type SpanPlace, type SpanSpec } from './span.ts';

/** Where it is told, and how much. */
export const telemetrySettings = {
  /** Empty: nowhere. */
  OTEL_EXPORTER_OTLP_ENDPOINT: z.union([z.literal(''), z.url({ protocol: /^https?$/ })]).default(''),
  /** Milliseconds, as OpenTelemetry has it. */
  OTEL_METRIC_EXPORT_INTERVAL: wholeNumber(1_000, 600_000, 15_000),
  /** So many traces a second may begin in a process, of those that the edge has chosen. */
  TRACES_PER_SECOND: wholeNumber(0, 10_000, 20),
};

const SPANS_EVERY_MS = 2_000;
/** The end of a process does not wait longer. */
const LAST_WORD_MS = 2_000;

const config = readEarly({ ...telemetrySettings, ...logSettings });

/** Whether anything is told. */
export const isTold = config.OTEL_EXPORTER_OTLP_ENDPOINT !== '';

const metrics = new Metrics(performance.timeOrigin);
const resource: OtlpResource = {
  attributes: [
    keyValue('service.namespace', 'seatmesh'),
    keyValue('service.name', config.K_SERVICE),
    keyValue('service.version', config.K_REVISION ?? ''),
    keyValue('service.instance.id', randomHex(8)),
  ],
};
const exporter = new Exporter(
  { endpoint: config.OTEL_EXPORTER_OTLP_ENDPOINT },
  (spans) => tracesBody(resource, spans),
  (signal, count) => metrics.add('seatmesh.telemetry.dropped', count, signal),
);
const mayBegin = tracePace(config.TRACES_PER_SECOND);
const underWay = new AsyncLocalStorage<SpanPlace | undefined>();

/** Milliseconds since 1970, finer than the clock's. */
export const nowMs = (): number => performance.timeOrigin + performance.now();

/** Counts. @param labels in the order of the figure's `by` */
export function countFigure(name: MetricsOf<'counter'>, by = 1, ...labels: string[]): void {
  if (isTold) metrics.add(name, by, ...labels);
}

/** Notes how much one was, in the figure's unit. */
export function measureFigure(name: MetricsOf<'histogram'>, value: number, ...labels: string[]): void {
  if (isTold) metrics.record(name, value, ...labels);
}

/** Sets how something is until it is set again. */
export function showFigure(name: MetricsOf<'gauge'>, value: number, ...labels: string[]): void {
  if (isTold) metrics.set(name, value, ...labels);
}

/** Looks when figures are told. @returns ends that */
export function watchFigure(name: MetricsOf<'gauge' | 'counter'>, look: () => readonly Observation[]): () => void {
  return isTold ? metrics.observe(name, look) : () => {};
}

/**
 * The trace of what comes to this process, as it is recorded here and beyond: of those that are to be, so many a second.
 * @param isFollowed what others have begun to record is to be whole
 */
export function recordedTrace(trace: Trace, isFollowed = false): Trace {
  if (!isTold || !trace.isSampled || isFollowed || mayBegin()) return trace;
  return unsampled(trace);
}

/** Does work as part of a span, which whoever calls this ends (`endSpan`). */
export function inTrace<T>(trace: Trace, work: () => Promise<T>): Promise<T> {
  return isTold && trace.isSampled ? underWay.run(trace, work) : work();
}

/** Does what several share, who have each a trace: it is part of none. */
export function inNoTrace<T>(work: () => T): T {
  return underWay.getStore() === undefined ? work() : underWay.run(undefined, work);
}

/** Hands a span on that has ended. */
export function endSpan(span: EndedSpan): void {
  exporter.take(spanJson(span));
}

/** Attributes that are known only when the work is done. */
export type NoteOnSpan = (attributes: NonNullable<SpanSpec['attributes']>) => void;

const UNNOTED: NoteOnSpan = () => {};

/** Does work as a span beneath what is under way, if that is recorded. */
export function inSpan<T>(spec: SpanSpec, work: (note: NoteOnSpan) => Promise<T>): Promise<T> {
  const parent = underWay.getStore();
  return parent ? spanOf({ ...parent, spanId: randomHex(8), parentId: parent.spanId }, spec, work) : work(UNNOTED);
}

/** As that, of work that has begun. @returns ends it; undefined when it is not recorded */
export function noteSpan(spec: SpanSpec): ((isError: boolean) => void) | undefined {
  const parent = underWay.getStore();
  if (!parent) return undefined;
  const startMs = nowMs();
  const place = { ...parent, spanId: randomHex(8), parentId: parent.spanId };
  return (isError) => endSpan({ ...spec, ...place, startMs, endMs: nowMs(), isError });
}

/** The same beneath what a `traceparent` says, for work that does not go on by itself from there. */
export function inSpanOf<T>(
  traceparent: string,
  spec: SpanSpec,
  work: (traceparent: string) => Promise<T>,
): Promise<T> {
  if (!isRecorded(traceparent)) return work(traceparent);
  const trace = continueTrace(traceparent);
  return spanOf(trace, spec, () => work(trace.traceparent));
}

/** The same of what is done once for many: in the trace of each. */
export async function inSpanOfAll<T>(
  traceparents: readonly string[],
  spec: SpanSpec,
  work: () => Promise<T>,
): Promise<T> {
  const places = traceparents.filter(isRecorded).map(continueTrace);
  if (places.length === 0) return work();
  const startMs = nowMs();
  let isError = true;
  try {
    const result = await work();
    isError = false;
    return result;
  } finally {
    const endMs = nowMs();
    for (const place of places) endSpan({ ...spec, ...place, startMs, endMs, isError });
  }
}

/** As functions write it, with one digit for what is sampled. */
const isRecorded = (traceparent: string): boolean => isTold && traceparent.endsWith('1');

async function spanOf<T>(place: SpanPlace, spec: SpanSpec, work: (note: NoteOnSpan) => Promise<T>): Promise<T> {
  const startMs = nowMs();
  let noted: SpanSpec['attributes'];
  let isError = true;
  try {
    const result = await underWay.run(place, () => work((attributes) => (noted = attributes)));
    isError = false;
    return result;
  } finally {
    endSpan({ ...spec, attributes: { ...spec.attributes, ...noted }, ...place, startMs, endMs: nowMs(), isError });
  }
}

let isBegun = false;

/** Begins to tell; once. What is told of the process itself is loaded when it listens: a start has no time for it. */
export function beginTelling(): void {
  if (!isTold || isBegun) return;
  isBegun = true;
  const startSeconds = performance.now() / 1_000;
  countFigure('seatmesh.starts');
  measureFigure('seatmesh.start.duration', startSeconds);
  void import('./process-figures.ts').then(({ watchProcess }) => watchProcess(watchFigure));
  setInterval(() => void exporter.sendSpans(), SPANS_EVERY_MS).unref();
  setInterval(() => void tellFigures(), config.OTEL_METRIC_EXPORT_INTERVAL).unref();
}

function tellFigures(isLast = false): Promise<void> {
  return exporter.sendMetrics(metricsBody(resource, metrics.collect(nowMs(), isLast)));
}

/** Tells what is left, before the process ends; within a moment. */
export async function endTelling(): Promise<void> {
  if (!isBegun) return;
  const told = Promise.all([exporter.sendSpans(), tellFigures(true)]);
  await Promise.race([told, new Promise((resolve) => setTimeout(resolve, LAST_WORD_MS).unref())]);
}
