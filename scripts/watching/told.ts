/** What functions tell, read from OTLP into what is worked with here. */
import { otlpFaults } from './otlp-fields.ts';

/** A span. */
export interface ToldSpan {
  service: string;
  instance: string;
  traceId: string;
  spanId: string;
  parentId: string | undefined;
  name: string;
  kind: number;
  startMs: number;
  ms: number;
  attributes: Record<string, string>;
  isError: boolean;
}

/** A point of a figure, as it is now. */
export interface ToldPoint {
  service: string;
  instance: string;
  name: string;
  kind: 'counter' | 'gauge' | 'histogram';
  attributes: Record<string, string>;
  timeMs: number;
  /** Of a histogram: the sum. Undefined: there is none any more. */
  value: number | undefined;
  count: number;
  bounds: readonly number[];
  buckets: readonly number[];
}

/** What was sent is not OTLP. */
export class NotOtlp extends Error {}

interface KeyValues {
  attributes?: { key: string; value: Record<string, unknown> }[];
}

const NS_PER_MS = 1e6;

/** @throws NotOtlp that says what does not fit */
export function readSpans(body: string): ToldSpan[] {
  const read = parsed(body, 'ExportTraceServiceRequest') as unknown as {
    resourceSpans?: { resource?: KeyValues; scopeSpans?: { spans?: (Record<string, unknown> & KeyValues)[] }[] }[];
  };
  return (read.resourceSpans ?? []).flatMap(({ resource, scopeSpans = [] }) => {
    const who = senderOf(resource);
    return scopeSpans.flatMap(({ spans = [] }) =>
      spans.map((span) => {
        const startMs = Number(span['startTimeUnixNano']) / NS_PER_MS;
        return {
          ...who,
          traceId: String(span['traceId']),
          spanId: String(span['spanId']),
          parentId: span['parentSpanId'] as string | undefined,
          name: String(span['name']),
          kind: Number(span['kind']),
          startMs,
          ms: Number(span['endTimeUnixNano']) / NS_PER_MS - startMs,
          attributes: attributesOf(span),
          isError: (span['status'] as { code?: number } | undefined)?.code === 2,
        };
      }),
    );
  });
}

interface ReadMetric {
  name: string;
  gauge?: { dataPoints?: ReadPoint[] };
  sum?: { dataPoints?: ReadPoint[] };
  histogram?: { dataPoints?: ReadPoint[] };
}

interface ReadPoint extends KeyValues {
  timeUnixNano: string;
  asDouble?: number;
  asInt?: string;
  sum?: number;
  count?: string;
  flags?: number;
  bucketCounts?: string[];
  explicitBounds?: number[];
}

/** @throws NotOtlp that says what does not fit */
export function readPoints(body: string): ToldPoint[] {
  const read = parsed(body, 'ExportMetricsServiceRequest') as unknown as {
    resourceMetrics?: { resource?: KeyValues; scopeMetrics?: { metrics?: ReadMetric[] }[] }[];
  };
  return (read.resourceMetrics ?? []).flatMap(({ resource, scopeMetrics = [] }) => {
    const who = senderOf(resource);
    return scopeMetrics.flatMap(({ metrics = [] }) => metrics.flatMap((metric) => pointsOf(metric, who)));
  });
}

function pointsOf(
  { name, gauge, sum, histogram }: ReadMetric,
  who: Pick<ToldPoint, 'service' | 'instance'>,
): ToldPoint[] {
  const kind = gauge ? 'gauge' : sum ? 'counter' : 'histogram';
  return ((gauge ?? sum ?? histogram)?.dataPoints ?? []).map((point) => ({
    ...who,
    name,
    kind,
    attributes: attributesOf(point),
    timeMs: Number(point.timeUnixNano) / NS_PER_MS,
    value: point.flags === 1 ? undefined : (point.asDouble ?? point.sum ?? Number(point.asInt ?? 0)),
    count: Number(point.count ?? 0),
    bounds: point.explicitBounds ?? [],
    buckets: (point.bucketCounts ?? []).map(Number),
  }));
}

function parsed(body: string, message: Parameters<typeof otlpFaults>[0]): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw new NotOtlp('no JSON');
  }
  const faults = otlpFaults(message, value);
  if (faults.length > 0) throw new NotOtlp(faults.join('\n'));
  return value as Record<string, unknown>;
}

function senderOf(resource: KeyValues = {}): Pick<ToldPoint, 'service' | 'instance'> {
  const { 'service.name': service = '?', 'service.instance.id': instance = '' } = attributesOf(resource);
  return { service, instance };
}

function attributesOf({ attributes = [] }: KeyValues): Record<string, string> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, String(Object.values(value)[0])]));
}
