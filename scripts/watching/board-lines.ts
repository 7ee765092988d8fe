/** What the watchboard shows: each line is made of what was told within a moment. */
import type { MetricName } from '../../functions/shared/telemetry/metric-catalog.ts';
import { type Growth, quantileOf } from './deltas.ts';

/** All that was told within a moment, by figure. */
export interface ToldMoment {
  seconds: number;
  of: (name: MetricName, attributes?: Readonly<Record<string, string>>) => readonly Growth[];
  /** How every gauge of a figure is now, whenever it was told. */
  now: (name: MetricName, attributes?: Readonly<Record<string, string>>) => readonly number[];
}

/** A line of the board. */
export interface BoardLine {
  name: string;
  unit: '/s' | 'ms' | '' | '%' | 'MB';
  value: (moment: ToldMoment) => number;
}

const HTTP = 'http.server.request.duration';
const ORDERS = { 'http.request.method': 'POST', 'http.route': '/v1/events/{eventId}/orders' };
const ms = (seconds: number): number => seconds * 1_000;
const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
const most = (numbers: readonly number[]): number => (numbers.length === 0 ? Number.NaN : Math.max(...numbers));

const rate =
  (name: MetricName, attributes?: Readonly<Record<string, string>>) =>
  ({ of, seconds }: ToldMoment): number =>
    sum(of(name, attributes).map(({ value }) => value)) / seconds;

const quantileLine =
  (share: number, name: MetricName, attributes?: Readonly<Record<string, string>>) =>
  ({ of }: ToldMoment): number =>
    quantileOf(share, of(name, attributes));

export const BOARD_LINES: readonly BoardLine[] = [
  { name: 'Orders placed', unit: '/s', value: rate('seatmesh.orders', { 'seatmesh.outcome': 'placed' }) },
  { name: 'Seats sold', unit: '/s', value: rate('seatmesh.seats.sold') },
  { name: 'Holds made', unit: '/s', value: rate('seatmesh.holds', { 'seatmesh.outcome': 'held' }) },
  { name: 'Refused', unit: '/s', value: rate('seatmesh.refusals') },
  { name: 'Requests', unit: '/s', value: ({ of, seconds }) => sum(of(HTTP).map(({ count }) => count)) / seconds },
  {
    name: 'Failed',
    unit: '/s',
    value: ({ of, seconds }) =>
      sum(
        of(HTTP).map(({ count, attributes }) => (attributes['http.response.status_code']?.startsWith('5') ? count : 0)),
      ) / seconds,
  },
  { name: 'An order, p50', unit: 'ms', value: (moment) => ms(quantileLine(0.5, HTTP, ORDERS)(moment)) },
  { name: 'An order, p99', unit: 'ms', value: (moment) => ms(quantileLine(0.99, HTTP, ORDERS)(moment)) },
  { name: 'Orders in a transaction, p95', unit: '', value: quantileLine(0.95, 'seatmesh.order.batch.size') },
  { name: 'Holds in a call, p95', unit: '', value: quantileLine(0.95, 'seatmesh.hold.batch.size') },
  {
    name: 'MySQL, p99',
    unit: 'ms',
    value: (moment) => ms(quantileLine(0.99, 'db.client.operation.duration', { 'db.system.name': 'mysql' })(moment)),
  },
  {
    name: 'Redis, p99',
    unit: 'ms',
    value: (moment) => ms(quantileLine(0.99, 'db.client.operation.duration', { 'db.system.name': 'redis' })(moment)),
  },
  {
    name: 'Connections used',
    unit: '',
    value: ({ now }) => sum(now('db.client.connection.count', { 'db.client.connection.state': 'used' })),
  },
  { name: 'Waiting for one', unit: '', value: ({ now }) => sum(now('db.client.connection.pending_requests')) },
  {
    name: 'Until the broker has it, p95',
    unit: 'ms',
    value: (moment) => ms(quantileLine(0.95, 'seatmesh.outbox.delay')(moment)),
  },
  { name: 'Oldest in an outbox', unit: 'ms', value: ({ now }) => ms(most(now('seatmesh.outbox.oldest'))) },
  { name: 'Messages', unit: '/s', value: rate('seatmesh.messages') },
  {
    name: 'Until they are handled, p95',
    unit: 'ms',
    value: (moment) => ms(quantileLine(0.95, 'seatmesh.message.delay')(moment)),
  },
  { name: 'Event loop late, p99', unit: 'ms', value: ({ now }) => ms(most(now('nodejs.eventloop.delay.p99'))) },
  { name: 'Event loop busy, most', unit: '%', value: ({ now }) => 100 * most(now('nodejs.eventloop.utilization')) },
  { name: 'CPU of functions', unit: '%', value: (moment) => 100 * rate('process.cpu.time')(moment) },
  { name: 'Memory of functions', unit: 'MB', value: ({ now }) => sum(now('process.memory.usage')) / 1e6 },
  { name: 'Processes', unit: '', value: ({ now }) => now('process.memory.usage').length },
  { name: 'Started', unit: '/s', value: rate('seatmesh.starts') },
  { name: 'A start, p95', unit: 'ms', value: (moment) => ms(quantileLine(0.95, 'seatmesh.start.duration')(moment)) },
  { name: 'Streams', unit: '', value: ({ now }) => sum(now('seatmesh.streams')) },
  { name: 'Not told', unit: '/s', value: rate('seatmesh.telemetry.dropped') },
];
