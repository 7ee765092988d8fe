/** The dashboard, for Grafana on Prometheus: an on-sale from left to right, from the callers to what follows. */
import { measuredPerSecond, now, perSecond, quantile } from './queries.ts';

/** A panel: lines of queries, each with its legend. */
interface Panel {
  title: string;
  /** As Grafana calls it. */
  unit: 'reqps' | 's' | 'short' | 'percentunit' | 'bytes';
  lines: readonly (readonly [legend: string, expr: string])[];
}

const HTTP = 'http.server.request.duration';
const ORDERS = { 'http.request.method': '="POST"', 'http.route': '="/v1/events/{eventId}/orders"' };

const PANELS: readonly Panel[] = [
  {
    title: 'Orders and holds',
    unit: 'reqps',
    lines: [
      ['orders: {{seatmesh_outcome}}', perSecond('seatmesh.orders', {}, ['seatmesh.outcome'], '1m')],
      ['holds: {{seatmesh_outcome}}', perSecond('seatmesh.holds', {}, ['seatmesh.outcome'], '1m')],
      ['seats sold', perSecond('seatmesh.seats.sold', {}, [], '1m')],
    ],
  },
  {
    title: 'How long an order takes',
    unit: 's',
    lines: [0.5, 0.95, 0.99].map((share) => [`p${share * 100}`, quantile(share, HTTP, ORDERS, [], '1m')] as const),
  },
  { title: 'Requests by function', unit: 'reqps', lines: [['{{job}}', measuredPerSecond(HTTP, {}, ['job'], '1m')]] },
  {
    title: 'Requests that fail',
    unit: 'reqps',
    lines: [['{{job}}', measuredPerSecond(HTTP, { 'http.response.status_code': '=~"5.."' }, ['job'], '1m')]],
  },
  {
    title: 'Refusals by code',
    unit: 'reqps',
    lines: [['{{seatmesh_problem_code}}', perSecond('seatmesh.refusals', {}, ['seatmesh.problem.code'], '1m')]],
  },
  {
    title: 'Together in one transaction, or one call of Redis',
    unit: 'short',
    lines: [
      ['orders, p50', quantile(0.5, 'seatmesh.order.batch.size', {}, [], '1m')],
      ['orders, p95', quantile(0.95, 'seatmesh.order.batch.size', {}, [], '1m')],
      ['holds, p95', quantile(0.95, 'seatmesh.hold.batch.size', {}, [], '1m')],
    ],
  },
  {
    title: 'MySQL and Redis, p99',
    unit: 's',
    lines: [['{{db_system_name}}', quantile(0.99, 'db.client.operation.duration', {}, ['db.system.name'], '1m')]],
  },
  {
    title: 'Connections to shards',
    unit: 'short',
    lines: [
      [
        '{{db_client_connection_pool_name}} used',
        now('sum', 'db.client.connection.count', { 'db.client.connection.state': '="used"' }, [
          'db.client.connection.pool.name',
        ]),
      ],
      [
        '{{db_client_connection_pool_name}} waited for',
        now('sum', 'db.client.connection.pending_requests', {}, ['db.client.connection.pool.name']),
      ],
    ],
  },
  {
    title: 'Outbox: until the broker has a message',
    unit: 's',
    lines: [
      ['p95', quantile(0.95, 'seatmesh.outbox.delay')],
      ['oldest left over in {{seatmesh_shard}}', now('max', 'seatmesh.outbox.oldest', {}, ['seatmesh.shard'])],
    ],
  },
  {
    title: 'Messages: from the change until they are handled, p95',
    unit: 's',
    lines: [['{{seatmesh_message_type}}', quantile(0.95, 'seatmesh.message.delay', {}, ['seatmesh.message.type'])]],
  },
  {
    title: 'Messages by what became of them',
    unit: 'reqps',
    lines: [['{{seatmesh_outcome}}', perSecond('seatmesh.messages', {}, ['seatmesh.outcome'])]],
  },
  {
    title: 'Event loop: late (p99), busy',
    unit: 's',
    lines: [
      ['{{job}} late', now('max', 'nodejs.eventloop.delay.p99', {}, ['job'])],
      ['{{job}} busy', now('max', 'nodejs.eventloop.utilization', {}, ['job'])],
    ],
  },
  {
    title: 'Starts',
    unit: 'reqps',
    lines: [['{{job}}', perSecond('seatmesh.starts', {}, ['job'])]],
  },
  {
    title: 'How long a start takes, p95',
    unit: 's',
    lines: [['{{job}}', quantile(0.95, 'seatmesh.start.duration', {}, ['job'], '15m')]],
  },
  { title: 'CPU', unit: 'short', lines: [['{{job}}', perSecond('process.cpu.time', {}, ['job'], '1m')]] },
  { title: 'Memory', unit: 'bytes', lines: [['{{job}}', now('max', 'process.memory.usage', {}, ['job'])]] },
  { title: 'Streams', unit: 'short', lines: [['{{job}}', now('sum', 'seatmesh.streams', {}, ['job'])]] },
  {
    title: 'Not told',
    unit: 'reqps',
    lines: [['{{seatmesh_signal}}', perSecond('seatmesh.telemetry.dropped', {}, ['seatmesh.signal'])]],
  },
];

const COLUMNS = 3;
const [WIDTH, HEIGHT] = [8, 7];
const SOURCE = { type: 'prometheus', uid: '${source}' };

/** As Grafana 11 reads it. */
export function dashboard(): object {
  return {
    uid: 'seatmesh',
    title: 'Seatmesh',
    tags: ['seatmesh'],
    schemaVersion: 39,
    editable: true,
    refresh: '10s',
    time: { from: 'now-30m', to: 'now' },
    templating: { list: [{ name: 'source', label: 'Prometheus', type: 'datasource', query: 'prometheus' }] },
    panels: PANELS.map(({ title, unit, lines }, index) => ({
      id: index + 1,
      type: 'timeseries',
      title,
      datasource: SOURCE,
      gridPos: {
        x: (index % COLUMNS) * WIDTH,
        y: Math.floor(index / COLUMNS) * HEIGHT,
        w: WIDTH,
        h: HEIGHT,
      },
      fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
      options: { legend: { displayMode: 'list', placement: 'bottom' }, tooltip: { mode: 'multi' } },
      targets: lines.map(([legendFormat, expr], line) => ({
        refId: String.fromCharCode(65 + line),
        datasource: SOURCE,
        expr,
        legendFormat,
      })),
    })),
  };
}
