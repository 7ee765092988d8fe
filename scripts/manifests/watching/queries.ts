/** What is asked of Prometheus: each figure by its name in the catalog, so that none can be asked for that nobody tells. */
import type { MetricsOf } from '../../../functions/shared/telemetry/metric-catalog.ts';
import { labelOf, prometheusName } from './prometheus-names.ts';

type AnyMetric = MetricsOf<'counter' | 'gauge' | 'histogram'>;

/** Which series of a figure: attribute → how it is compared, with quotes (`="placed"`). */
export type ChosenSeries = Readonly<Record<string, string>>;

function selector(name: AnyMetric, chosen: ChosenSeries, ending = ''): string {
  const labels = Object.entries(chosen).map(([attribute, test]) => labelOf(name, attribute) + test);
  return prometheusName(name) + ending + (labels.length > 0 ? `{${labels.join(',')}}` : '');
}

const byLabels = (name: AnyMetric, by: readonly string[]): string =>
  by.length === 0
    ? ''
    : ` by (${by.map((one) => (one === 'job' || one === 'le' ? one : labelOf(name, one))).join(', ')})`;

/** So many a second. @param by attributes, or `job`: the function */
export function perSecond(
  name: MetricsOf<'counter'>,
  chosen: ChosenSeries = {},
  by: readonly string[] = [],
  over = '5m',
): string {
  return `sum${byLabels(name, by)} (rate(${selector(name, chosen)}[${over}]))`;
}

/** So many within a time. */
export function within(
  name: MetricsOf<'counter'>,
  chosen: ChosenSeries,
  over: string,
  by: readonly string[] = [],
): string {
  return `sum${byLabels(name, by)} (increase(${selector(name, chosen)}[${over}]))`;
}

/** How many were measured a second. */
export function measuredPerSecond(
  name: MetricsOf<'histogram'>,
  chosen: ChosenSeries = {},
  by: readonly string[] = [],
  over = '5m',
): string {
  return `sum${byLabels(name, by)} (rate(${selector(name, chosen, '_count')}[${over}]))`;
}

/** What so large a share does not exceed. */
export function quantile(
  share: number,
  name: MetricsOf<'histogram'>,
  chosen: ChosenSeries = {},
  by: readonly string[] = [],
  over = '5m',
): string {
  return `histogram_quantile(${share}, sum${byLabels(name, ['le', ...by])} (rate(${selector(name, chosen, '_bucket')}[${over}])))`;
}

/** The largest, or the sum, of what is now. */
export function now(
  take: 'max' | 'sum',
  name: MetricsOf<'gauge'>,
  chosen: ChosenSeries = {},
  by: readonly string[] = [],
): string {
  return `${take}${byLabels(name, by)} (${selector(name, chosen)})`;
}
