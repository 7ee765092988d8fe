/**
 * OTLP/HTTP in its JSON encoding (opentelemetry-proto 1.x): names in lowerCamelCase, ids in hex, enums as numbers, 64-bit integers as decimal
 * text. Only what is sent of it.
 */

/** An attribute of a span, a point or a resource. */
export type AttributeValue = string | number | boolean;

/** What is told apart by attributes has them in the order of their names. */
export interface KeyValue {
  key: string;
  value: { stringValue: string } | { intValue: string } | { doubleValue: number } | { boolValue: boolean };
}

export function keyValue(key: string, value: AttributeValue): KeyValue {
  if (typeof value === 'string') return { key, value: { stringValue: value } };
  if (typeof value === 'boolean') return { key, value: { boolValue: value } };
  return Number.isSafeInteger(value)
    ? { key, value: { intValue: String(value) } }
    : { key, value: { doubleValue: value } };
}

/** A moment in milliseconds since 1970, as nanoseconds: exact to the microsecond, which is what a double can hold. */
export function unixNano(ms: number): string {
  return `${Math.round(ms * 1_000)}000`;
}

/** What the receiving end must tell apart: a process of a function. */
export interface OtlpResource {
  attributes: readonly KeyValue[];
}

const SCOPE = { name: 'seatmesh' };

/** The body of POST /v1/traces. @param spans each as its JSON text */
export function tracesBody(resource: OtlpResource, spans: readonly string[]): string {
  return `{"resourceSpans":[{"resource":${JSON.stringify(resource)},"scopeSpans":[{"scope":${JSON.stringify(SCOPE)},"spans":[${spans.join(',')}]}]}]}`;
}

/** The body of POST /v1/metrics. */
export function metricsBody(resource: OtlpResource, metrics: readonly OtlpMetric[]): string {
  return JSON.stringify({ resourceMetrics: [{ resource, scopeMetrics: [{ scope: SCOPE, metrics }] }] });
}

/** As `Metric` of metrics.proto, in the three shapes that are told here. */
export interface OtlpMetric {
  name: string;
  description: string;
  unit: string;
  sum?: { aggregationTemporality: 2; isMonotonic: true; dataPoints: NumberPoint[] };
  gauge?: { dataPoints: NumberPoint[] };
  histogram?: { aggregationTemporality: 2; dataPoints: HistogramPoint[] };
}

interface Point {
  attributes: readonly KeyValue[];
  startTimeUnixNano?: string;
  timeUnixNano: string;
  /** 1: there is no value any more (`DATA_POINT_FLAGS_NO_RECORDED_VALUE_MASK`). */
  flags?: 1;
}

export interface NumberPoint extends Point {
  asDouble?: number;
}

export interface HistogramPoint extends Point {
  count: string;
  sum: number;
  bucketCounts: string[];
  explicitBounds: readonly number[];
}
