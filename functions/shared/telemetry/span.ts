/** A span as the collector gets it: written once, when it is over. */
import { type AttributeValue, keyValue, unixNano } from './otlp.ts';

/** What a span is of, as `SpanKind` of trace.proto. */
export const KINDS = { internal: 1, server: 2, client: 3, producer: 4, consumer: 5 } as const;

export type SpanKind = keyof typeof KINDS;

/** Where a span belongs. */
export interface SpanPlace {
  traceId: string;
  spanId: string;
  parentId: string | undefined;
}

/** What a span tells. */
export interface SpanSpec {
  name: string;
  kind: SpanKind;
  attributes?: Readonly<Record<string, AttributeValue | undefined>> | undefined;
}

/** A span that has ended. */
export interface EndedSpan extends SpanSpec, SpanPlace {
  /** Milliseconds since 1970. */
  startMs: number;
  endMs: number;
  /** It was not done. */
  isError: boolean;
}

const LONGEST_NAME = 200;
const SAMPLED = 1;
const ERROR = 2;

export function spanJson({ traceId, spanId, parentId, name, kind, attributes = {}, ...ended }: EndedSpan): string {
  const parent = parentId === undefined ? '' : `"parentSpanId":"${parentId}",`;
  const told = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [keyValue(key, value)],
  );
  const status = ended.isError ? `,"status":{"code":${ERROR}}` : '';
  return (
    `{"traceId":"${traceId}","spanId":"${spanId}",${parent}"flags":${SAMPLED},"name":${JSON.stringify(name.slice(0, LONGEST_NAME))},` +
    `"kind":${KINDS[kind]},"startTimeUnixNano":"${unixNano(ended.startMs)}","endTimeUnixNano":"${unixNano(ended.endMs)}",` +
    `"attributes":${JSON.stringify(told)}${status}}`
  );
}
