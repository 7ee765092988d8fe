/** When somebody is to look. Each has a page of the runbook: a heading of its name in OPERATIONS.md. */
import { measuredPerSecond, now, perSecond, quantile, within } from './queries.ts';

/** An alert. */
export interface Alert {
  name: string;
  expr: string;
  /** So long it must be so. */
  for: string;
  /** `page`: buyers notice. `ticket`: by tomorrow. */
  severity: 'page' | 'ticket';
  summary: string;
}

const HTTP = 'http.server.request.duration';
const ORDERS = '="/v1/events/{eventId}/orders"';

export const ALERTS: readonly Alert[] = [
  {
    name: 'SeatmeshRequestsFail',
    expr: `${measuredPerSecond(HTTP, { 'http.response.status_code': '=~"5.."', 'http.route': '!=""' }, ['job'])} > 0.01 * ${measuredPerSecond(HTTP, { 'http.route': '!=""' }, ['job'])} and ${measuredPerSecond(HTTP, { 'http.response.status_code': '=~"5.."', 'http.route': '!=""' }, ['job'])} > 0.05`,
    for: '5m',
    severity: 'page',
    summary: 'More than one in a hundred requests to {{ $labels.job }} fails.',
  },
  {
    name: 'SeatmeshOrdersSlow',
    expr: `${quantile(0.99, HTTP, { 'http.request.method': '="POST"', 'http.route': ORDERS })} > 1`,
    for: '5m',
    severity: 'page',
    summary: 'One order in a hundred takes longer than a second.',
  },
  {
    name: 'SeatmeshOutcomeUnknown',
    expr: `${within('seatmesh.refusals', { 'seatmesh.problem.code': '="outcome_unknown"' }, '10m')} > 0`,
    for: '0m',
    severity: 'page',
    summary: 'Somebody was not told whether his request took effect: a COMMIT was not answered.',
  },
  {
    name: 'SeatmeshDatabaseAway',
    expr: `${measuredPerSecond('db.client.operation.duration', { 'db.system.name': '="mysql"', 'error.type': '=~"away|late"' }, ['job'])} > 0.1`,
    for: '2m',
    severity: 'page',
    summary: 'MySQL does not answer {{ $labels.job }}.',
  },
  {
    name: 'SeatmeshRedisAway',
    expr: `${measuredPerSecond('db.client.operation.duration', { 'db.system.name': '="redis"', 'error.type': '!=""' }, ['job'])} > 0.5`,
    for: '2m',
    severity: 'page',
    summary: 'Redis does not answer {{ $labels.job }}: no holds, orders by MySQL alone.',
  },
  {
    name: 'SeatmeshConnectionsShort',
    expr: `${now('max', 'db.client.connection.pending_requests', {}, ['db.client.connection.pool.name'])} > 20`,
    for: '2m',
    severity: 'ticket',
    summary: 'Work waits for connections to {{ $labels.db_client_connection_pool_name }}.',
  },
  {
    name: 'SeatmeshOutboxWaits',
    expr: `${now('max', 'seatmesh.outbox.oldest', {}, ['seatmesh.shard'])} > 600`,
    for: '1m',
    severity: 'page',
    summary: 'A message has waited for ten minutes in the outbox of {{ $labels.seatmesh_shard }}.',
  },
  {
    name: 'SeatmeshMessagesLate',
    expr: `${quantile(0.95, 'seatmesh.message.delay', {}, ['seatmesh.message.type'])} > 60`,
    for: '10m',
    severity: 'ticket',
    summary: 'Messages of {{ $labels.seatmesh_message_type }} are handled a minute late.',
  },
  {
    name: 'SeatmeshMessagesDead',
    expr: `${within('seatmesh.messages', { 'seatmesh.outcome': '=~"dead letter|given up"' }, '15m', ['seatmesh.message.type'])} > 0`,
    for: '0m',
    severity: 'ticket',
    summary: 'Messages of {{ $labels.seatmesh_message_type }} became dead letters.',
  },
  {
    name: 'SeatmeshLoopLate',
    expr: `${now('max', 'nodejs.eventloop.delay.p99', {}, ['job'])} > 0.25`,
    for: '2m',
    severity: 'ticket',
    summary: 'The event loop of a {{ $labels.job }} is late by a quarter of a second.',
  },
  {
    name: 'SeatmeshStartsSlow',
    expr: `${quantile(0.95, 'seatmesh.start.duration', {}, ['job'], '15m')} > 2.5`,
    for: '5m',
    severity: 'ticket',
    summary: '{{ $labels.job }} takes more than two and a half seconds to start.',
  },
  {
    name: 'SeatmeshNotTold',
    expr: `${perSecond('seatmesh.telemetry.dropped', {}, ['job', 'seatmesh.signal'])} > 0.2`,
    for: '10m',
    severity: 'ticket',
    summary: '{{ $labels.seatmesh_signal }} of {{ $labels.job }} are dropped: the collector does not take them.',
  },
];

/** As Prometheus reads rules, and as the spec of a PrometheusRule. */
export function alertRules(): object {
  return {
    groups: [
      {
        name: 'seatmesh',
        rules: ALERTS.map(({ name, expr, for: lasting, severity, summary }) => ({
          alert: name,
          expr,
          for: lasting,
          labels: { severity },
          annotations: { summary, runbook: `OPERATIONS.md, "${name}"` },
        })),
      },
    ],
  };
}
