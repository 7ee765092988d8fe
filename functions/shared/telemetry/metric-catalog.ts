/**
 * Every figure that functions tell of themselves: the one home of their names. Alert rules, dashboard and watchboard go by it, and tests hold
 * them to it. Where OpenTelemetry's semantic conventions have a name for a thing, it is called by that.
 */

/** A figure. */
export interface MetricSpec {
  /** A counter only grows, a gauge is how it is now, a histogram has how many were how much. */
  kind: 'counter' | 'gauge' | 'histogram';
  /** UCUM; `{order}` says what is counted. */
  unit: string;
  about: string;
  /** What it is told apart by: few values each, never an id. */
  by: readonly string[];
  /** Upper ends of a histogram's buckets. */
  bounds?: readonly number[];
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;
const LONG_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 600] as const;
const SIZES = [1, 2, 4, 8, 16, 32, 64, 128] as const;

export const METRICS = {
  'http.server.request.duration': {
    kind: 'histogram',
    unit: 's',
    about: 'How long answers took; of a stream, until it began.',
    by: ['http.request.method', 'http.route', 'http.response.status_code'],
    bounds: SECONDS,
  },
  'db.client.operation.duration': {
    kind: 'histogram',
    unit: 's',
    about: 'How long MySQL and Redis took to answer: what is sent together is one operation.',
    by: ['db.system.name', 'error.type'],
    bounds: SECONDS,
  },
  'db.client.connection.count': {
    kind: 'gauge',
    unit: '{connection}',
    about: 'Connections to a shard, used and idle.',
    by: ['db.client.connection.pool.name', 'db.client.connection.state'],
  },
  'db.client.connection.pending_requests': {
    kind: 'gauge',
    unit: '{request}',
    about: 'Who waits for a connection to a shard.',
    by: ['db.client.connection.pool.name'],
  },
  'process.cpu.time': { kind: 'counter', unit: 's', about: 'CPU time of the process.', by: [] },
  'process.memory.usage': { kind: 'gauge', unit: 'By', about: 'Resident memory of the process.', by: [] },
  'nodejs.eventloop.delay.p99': {
    kind: 'gauge',
    unit: 's',
    about: 'By how much the event loop was late, at the 99th percentile since the last time it was told.',
    by: [],
  },
  'nodejs.eventloop.utilization': {
    kind: 'gauge',
    unit: '1',
    about: 'The share of time in which the loop had work.',
    by: [],
  },
  'seatmesh.starts': {
    kind: 'counter',
    unit: '{start}',
    about: 'Processes that began to listen: cold starts, and more of a kind.',
    by: [],
  },
  'seatmesh.start.duration': {
    kind: 'histogram',
    unit: 's',
    about: 'From the start of a process until it listens.',
    by: [],
    bounds: SECONDS,
  },
  'seatmesh.refusals': {
    kind: 'counter',
    unit: '{request}',
    about: 'Requests answered with a problem, by its code.',
    by: ['http.route', 'seatmesh.problem.code'],
  },
  'seatmesh.orders': {
    kind: 'counter',
    unit: '{order}',
    about: 'Orders by what the database decided: placed, or why not.',
    by: ['seatmesh.outcome'],
  },
  'seatmesh.seats.sold': { kind: 'counter', unit: '{seat}', about: 'Seats of orders that were placed.', by: [] },
  'seatmesh.holds': {
    kind: 'counter',
    unit: '{hold}',
    about: 'Holds that Redis was asked for: held, or why not.',
    by: ['seatmesh.outcome'],
  },
  'seatmesh.order.batch.size': {
    kind: 'histogram',
    unit: '{order}',
    about: 'Orders that were committed in one transaction.',
    by: [],
    bounds: SIZES,
  },
  'seatmesh.hold.batch.size': {
    kind: 'histogram',
    unit: '{hold}',
    about: 'Holds that were asked of Redis in one call.',
    by: [],
    bounds: SIZES,
  },
  'seatmesh.outbox.delay': {
    kind: 'histogram',
    unit: 's',
    about: 'From a change until the broker has taken the message of it.',
    by: [],
    bounds: LONG_SECONDS,
  },
  'seatmesh.outbox.oldest': {
    kind: 'gauge',
    unit: 's',
    about: 'Age of the oldest message that a sweep found in the outbox of a shard; 0 when all were sent.',
    by: ['seatmesh.shard'],
  },
  'seatmesh.messages': {
    kind: 'counter',
    unit: '{message}',
    about: 'Messages that were delivered: handled, kept as dead letters, or to be delivered again.',
    by: ['seatmesh.message.type', 'seatmesh.outcome'],
  },
  'seatmesh.message.delay': {
    kind: 'histogram',
    unit: 's',
    about: 'From a change until the function that hears of it has handled it.',
    by: ['seatmesh.message.type'],
    bounds: LONG_SECONDS,
  },
  'seatmesh.streams': { kind: 'gauge', unit: '{stream}', about: 'Open streams of availability.', by: [] },
  'seatmesh.telemetry.dropped': {
    kind: 'counter',
    unit: '{item}',
    about: 'Spans, and pushes of figures, that could not be handed on.',
    by: ['seatmesh.signal'],
  },
} as const satisfies Record<string, MetricSpec>;

/** The name of a figure. */
export type MetricName = keyof typeof METRICS;

/** The names of the figures of a kind. */
export type MetricsOf<Kind extends MetricSpec['kind']> = {
  [Name in MetricName]: (typeof METRICS)[Name]['kind'] extends Kind ? Name : never;
}[MetricName];
