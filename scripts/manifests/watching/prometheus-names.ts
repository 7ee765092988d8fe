/** What Prometheus calls a figure, and what tells it apart, as its OTLP receiver and the Collector's exporter translate them. */
import { type MetricName, METRICS, type MetricSpec } from '../../../functions/shared/telemetry/metric-catalog.ts';

/** Units that are written out in a name; what is counted (`{order}`) is not. */
const UNITS: Readonly<Record<string, string>> = { s: '_seconds', By: '_bytes' };

/** The name; of a histogram, without `_bucket`, `_sum` or `_count`. */
export function prometheusName(name: MetricName): string {
  const { kind, unit } = METRICS[name] as MetricSpec;
  const plain = name.replaceAll('.', '_');
  const ending = unit === '1' && kind === 'gauge' ? '_ratio' : (UNITS[unit] ?? '');
  return `${plain}${ending}${kind === 'counter' ? '_total' : ''}`;
}

/** A label of a figure. @throws Error when the figure is not told apart by that */
export function labelOf(name: MetricName, attribute: string): string {
  if (!(METRICS[name] as MetricSpec).by.includes(attribute)) throw new Error(`${name} has no attribute ${attribute}`);
  return attribute.replaceAll('.', '_');
}

/** Every series name that Prometheus may have of what functions tell. */
export function prometheusSeries(): Set<string> {
  return new Set(
    (Object.keys(METRICS) as MetricName[]).flatMap((name) =>
      METRICS[name].kind === 'histogram'
        ? ['_bucket', '_sum', '_count'].map((ending) => prometheusName(name) + ending)
        : [prometheusName(name)],
    ),
  );
}
