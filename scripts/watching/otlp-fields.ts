/**
 * The fields of OTLP as far as anything is sent here, from opentelemetry-proto 1.x, with what its JSON encoding makes of each: names in lowerCamelCase,
 * `bytes` of ids in lower-case hex, enums as numbers, 64-bit integers as decimal text. What does not fit is refused and named, so that what functions
 * tell is what any collector takes; a collector itself passes over fields that it does not know.
 */

type Check = (value: unknown) => boolean;

interface Field {
  check?: Check;
  message?: string;
  isMany?: true;
  isRequired?: true;
}

const isText: Check = (value) => typeof value === 'string';
const isUint64: Check = (value) => typeof value === 'string' && /^(?:0|[1-9][0-9]{0,19})$/.test(value);
const isInt64: Check = (value) => typeof value === 'string' && /^-?[0-9]{1,19}$/.test(value);
const isDouble: Check = (value) => typeof value === 'number' && Number.isFinite(value);
const isUint32: Check = (value) =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 2 ** 32;
const isFlag: Check = (value) => typeof value === 'boolean';
const oneOf =
  (most: number): Check =>
  (value) =>
    isUint32(value) && (value as number) <= most;
const hex =
  (digits: number): Check =>
  (value) =>
    typeof value === 'string' && value.length === digits && /^[0-9a-f]+$/.test(value) && !/^0+$/.test(value);

const text: Field = { check: isText };
const moment: Field = { check: isUint64, isRequired: true };
const many = (message: string): Field => ({ message, isMany: true });

const POINT = {
  attributes: many('KeyValue'),
  startTimeUnixNano: { check: isUint64 },
  timeUnixNano: moment,
  flags: { check: oneOf(1) },
};

/** Messages by name, their fields by name. */
const MESSAGES: Record<string, Record<string, Field>> = {
  ExportTraceServiceRequest: { resourceSpans: many('ResourceSpans') },
  ExportMetricsServiceRequest: { resourceMetrics: many('ResourceMetrics') },
  ResourceSpans: { resource: { message: 'Resource' }, scopeSpans: many('ScopeSpans'), schemaUrl: text },
  ResourceMetrics: { resource: { message: 'Resource' }, scopeMetrics: many('ScopeMetrics'), schemaUrl: text },
  Resource: { attributes: many('KeyValue'), droppedAttributesCount: { check: isUint32 } },
  ScopeSpans: { scope: { message: 'InstrumentationScope' }, spans: many('Span'), schemaUrl: text },
  ScopeMetrics: { scope: { message: 'InstrumentationScope' }, metrics: many('Metric'), schemaUrl: text },
  InstrumentationScope: { name: text, version: text, attributes: many('KeyValue') },
  KeyValue: {
    key: { check: (value) => isText(value) && value !== '', isRequired: true },
    value: { message: 'AnyValue' },
  },
  AnyValue: {
    stringValue: text,
    boolValue: { check: isFlag },
    intValue: { check: isInt64 },
    doubleValue: { check: isDouble },
  },
  Span: {
    traceId: { check: hex(32), isRequired: true },
    spanId: { check: hex(16), isRequired: true },
    parentSpanId: { check: hex(16) },
    traceState: text,
    flags: { check: isUint32 },
    name: { check: (value) => isText(value) && value !== '', isRequired: true },
    kind: { check: oneOf(5), isRequired: true },
    startTimeUnixNano: moment,
    endTimeUnixNano: moment,
    attributes: many('KeyValue'),
    status: { message: 'Status' },
  },
  Status: { message: text, code: { check: oneOf(2) } },
  Metric: {
    name: { check: (value) => isText(value) && value !== '', isRequired: true },
    description: text,
    unit: text,
    gauge: { message: 'Gauge' },
    sum: { message: 'Sum' },
    histogram: { message: 'Histogram' },
  },
  Gauge: { dataPoints: many('NumberDataPoint') },
  Sum: {
    dataPoints: many('NumberDataPoint'),
    aggregationTemporality: { check: oneOf(2), isRequired: true },
    isMonotonic: { check: isFlag },
  },
  Histogram: { dataPoints: many('HistogramDataPoint'), aggregationTemporality: { check: oneOf(2), isRequired: true } },
  NumberDataPoint: { ...POINT, asDouble: { check: isDouble }, asInt: { check: isInt64 } },
  HistogramDataPoint: {
    ...POINT,
    count: { check: isUint64, isRequired: true },
    sum: { check: isDouble },
    bucketCounts: { check: isUint64, isMany: true },
    explicitBounds: { check: isDouble, isMany: true },
    min: { check: isDouble },
    max: { check: isDouble },
  },
};

const MOST_FAULTS = 20;

/** What of a request is not as OTLP has it, a line each; empty when all is. */
export function otlpFaults(
  message: 'ExportTraceServiceRequest' | 'ExportMetricsServiceRequest',
  value: unknown,
): string[] {
  const faults: string[] = [];
  look(message, value, '', faults);
  return faults;
}

function look(message: string, value: unknown, path: string, faults: string[]): void {
  if (faults.length >= MOST_FAULTS) return;
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return void faults.push(`${path}: no ${message}`);
  const fields = MESSAGES[message] ?? {};
  for (const [name, own] of Object.entries(value)) {
    const field = fields[name];
    if (field) lookAtField(field, own, `${path}.${name}`, faults);
    else faults.push(`${path}.${name}: ${message} has no such field`);
  }
  for (const [name, { isRequired }] of Object.entries(fields))
    if (isRequired && !Object.hasOwn(value, name)) faults.push(`${path}.${name}: is missing`);
  faults.push(...acrossFields(message, value as Record<string, unknown>).map((why) => `${path}: ${why}`));
}

function lookAtField({ check, message, isMany }: Field, value: unknown, path: string, faults: string[]): void {
  if (isMany && !Array.isArray(value)) return void faults.push(`${path}: no list`);
  for (const [index, one] of (isMany ? (value as unknown[]) : [value]).entries()) {
    const at = isMany ? `${path}[${index}]` : path;
    if (message !== undefined) look(message, one, at, faults);
    else if (!check?.(one)) faults.push(`${at}: ${JSON.stringify(one)} does not fit`);
  }
}

/** What the comments of the .proto files ask beyond the fields. */
function acrossFields(message: string, value: Record<string, unknown>): string[] {
  if (message === 'AnyValue' && Object.keys(value).length !== 1) return ['has not exactly one value'];
  if (message === 'Metric' && ['gauge', 'sum', 'histogram'].filter((kind) => kind in value).length !== 1)
    return ['has not exactly one kind of data'];
  if (message === 'Span' && BigInt(String(value['endTimeUnixNano'])) < BigInt(String(value['startTimeUnixNano'])))
    return ['ends before it begins'];
  if (message === 'HistogramDataPoint') return histogramFaults(value);
  const keys = (value['attributes'] as { key?: string }[] | undefined)?.map(({ key }) => key) ?? [];
  return new Set(keys).size < keys.length ? ['has an attribute twice'] : [];
}

function histogramFaults({ count, bucketCounts = [], explicitBounds = [] }: Record<string, unknown>): string[] {
  const [counts, bounds] = [bucketCounts as string[], explicitBounds as number[]];
  return [
    ...(counts.length === bounds.length + 1 ? [] : ['has not one bucket more than bounds']),
    ...(counts.reduce((sum, one) => sum + Number(one), 0) === Number(count)
      ? []
      : ['has other buckets than its count']),
    ...(bounds.every((bound, index) => index === 0 || bound > (bounds[index - 1] ?? 0))
      ? []
      : ['has bounds out of order']),
  ];
}
