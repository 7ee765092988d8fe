/** Alert rules and dashboard ask for figures that functions tell, each alert has its page of the runbook, and Prometheus takes them. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { type MetricName, METRICS, type MetricSpec } from '../../../functions/shared/telemetry/metric-catalog.ts';
import { ROOT } from '../render/files.ts';
import { alertRules, ALERTS } from './alerts.ts';
import { dashboard } from './dashboard.ts';
import { prometheusName, prometheusSeries } from './prometheus-names.ts';

const PROMTOOL = [process.env['PROMTOOL'], '/usr/bin/promtool'].find((file) => file !== undefined && existsSync(file));
/** What is of the query language, not a series. */
const WORDS = new Set('sum max by rate increase histogram_quantile and job le'.split(' '));
const panels = (dashboard() as { panels: { title: string; targets: { expr: string }[]; gridPos: object }[] }).panels;
const queries = [
  ...ALERTS.map(({ expr }) => expr),
  ...panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
];

/** Names outside of quotes, brackets and lists of labels. */
function seriesIn(expr: string): string[] {
  const bare = expr.replaceAll(/"[^"]*"|\[\w+\]|\{\{\w+\}\}/g, '').replaceAll(/\{[^}]*\}|by \([^)]*\)/g, '');
  return [...bare.matchAll(/[a-z][a-z0-9_]+/g)].map(([name]) => name).filter((name) => !WORDS.has(name));
}

const labelsIn = (expr: string): string[] =>
  [...expr.replaceAll(/"[^"]*"/g, '').matchAll(/\{([^}]*)\}/g)].flatMap(([, list = '']) =>
    [...list.matchAll(/[a-z_]+/g)].map(([one]) => one),
  );

test('every series of every query is one that functions tell, with labels that it has', () => {
  const known = prometheusSeries();
  const labels = new Set([
    'job',
    ...(Object.values(METRICS) as MetricSpec[]).flatMap(({ by }) => by).map((one) => one.replaceAll('.', '_')),
  ]);
  for (const expr of queries) {
    expect(seriesIn(expr).length, expr).toBeGreaterThan(0);
    expect(
      seriesIn(expr).filter((name) => !known.has(name)),
      expr,
    ).toEqual([]);
    expect(
      labelsIn(expr).filter((name) => !labels.has(name)),
      expr,
    ).toEqual([]);
  }
});

test('the names are those that the Collector’s Prometheus exporter gives', () => {
  const made = [
    'http.server.request.duration',
    'process.cpu.time',
    'nodejs.eventloop.utilization',
    'process.memory.usage',
    'seatmesh.orders',
  ] as const;
  expect(made.map((name) => prometheusName(name))).toEqual([
    'http_server_request_duration_seconds',
    'process_cpu_time_seconds_total',
    'nodejs_eventloop_utilization_ratio',
    'process_memory_usage_bytes',
    'seatmesh_orders_total',
  ]);
});

const told = (name: MetricName) => [
  prometheusName(name),
  `${prometheusName(name)}_bucket`,
  `${prometheusName(name)}_count`,
];

test('every figure is on the dashboard, and no panel lies over another', () => {
  const shown = new Set(panels.flatMap(({ targets }) => targets.flatMap(({ expr }) => seriesIn(expr))));
  expect((Object.keys(METRICS) as MetricName[]).filter((name) => !told(name).some((one) => shown.has(one)))).toEqual(
    [],
  );
  expect(new Set(panels.map(({ gridPos }) => JSON.stringify(gridPos))).size).toBe(panels.length);
  expect(new Set(panels.map(({ title }) => title)).size).toBe(panels.length);
});

test('every alert has a page of the runbook, and no page is of none', () => {
  const operations = readFileSync(join(ROOT, 'OPERATIONS.md'), 'utf8');
  const pages = [...operations.matchAll(/^#### (Seatmesh\w+)\n(.+)$/gm)].map(([, name]) => name);
  expect(new Set(pages)).toEqual(new Set(ALERTS.map(({ name }) => name)));
  expect(pages).toHaveLength(ALERTS.length);
});

test.skipIf(PROMTOOL === undefined)('promtool takes the rules', () => {
  const folder = mkdtempSync(join(tmpdir(), 'seatmesh-rules-'));
  try {
    writeFileSync(join(folder, 'rules.yaml'), stringify(alertRules()));
    const said = execFileSync(PROMTOOL ?? '', ['check', 'rules', join(folder, 'rules.yaml')], { encoding: 'utf8' });
    expect(said).toContain(`SUCCESS: ${ALERTS.length} rules found`);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
