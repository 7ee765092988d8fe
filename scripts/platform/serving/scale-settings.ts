/** The autoscaling annotations of a Service's template. */
import type { ScaleSettings } from './autoscaler.ts';
import { goDurationMs } from '../spec/duration.ts';
import type { Findings } from '../spec/findings.ts';
import type { Manifest } from '../spec/manifests.ts';

const PREFIX = 'autoscaling.knative.dev/';
const KNATIVES = /^(?:autoscaling|serving|features|queue\.sidecar\.serving)\.knative\.dev\//;
// Knative's defaults (config-autoscaler): 100 requests a pod, of which 70 % are aimed at.
const TARGET = 100;
const UTILIZATION_PERCENT = 70;
// And a panic at twice the capacity, by the last tenth of the window.
const PANIC_WINDOW_PERCENT = 10;
const PANIC_THRESHOLD_PERCENT = 200;
/** Knative takes no shorter window, and rounds the panic window to whole seconds. Ours for tests are shorter. */
const SHORTEST_WINDOW_MS = 6000;
const SECOND_MS = 1000;

/** Reads them; `limit` is the hard one, containerConcurrency, 0 for none. Knative's annotations without meaning here are reported. */
export function scaleSettings(
  manifest: Manifest,
  annotations: Record<string, string>,
  limit: number,
  findings: Findings,
): ScaleSettings {
  const left = new Map(Object.entries(annotations));
  const read = (kebab: string, otherwise: string, parse: (text: string) => number | undefined): number => {
    const camel = kebab.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
    const text = left.get(PREFIX + kebab) ?? left.get(PREFIX + camel) ?? otherwise;
    left.delete(PREFIX + kebab);
    left.delete(PREFIX + camel);
    const value = parse(text);
    if (value === undefined || !(value >= 0)) findings.mistake(manifest, `annotation ${kebab}: "${text}" is malformed`);
    return value ?? 0;
  };
  const number = (name: string, otherwise: number): number => read(name, String(otherwise), Number);
  const duration = (name: string, otherwise: string): number => read(name, otherwise, goDurationMs);
  const asked = number('target', limit || TARGET);
  const utilization = number('target-utilization-percentage', UTILIZATION_PERCENT) / 100;
  const windowMs = duration('window', '60s');
  const settings = {
    minScale: number('min-scale', 0),
    maxScale: number('max-scale', 0) || Infinity,
    activationScale: Math.max(1, number('activation-scale', 1)),
    target: Math.max((limit > 0 ? Math.min(asked, limit) : asked) * utilization, 0.01),
    windowMs,
    panicMs: panicMsOf(windowMs, number('panic-window-percentage', PANIC_WINDOW_PERCENT)),
    panicThreshold: number('panic-threshold-percentage', PANIC_THRESHOLD_PERCENT) / 100,
    retentionMs: duration('scale-to-zero-pod-retention-period', '0s'),
    downDelayMs: duration('scale-down-delay', '0s'),
  };
  // An initial scale only says how a deployment begins; here every Service begins at its min scale.
  left.delete(`${PREFIX}initial-scale`);
  if (left.get(`${PREFIX}metric`) === 'concurrency') left.delete(`${PREFIX}metric`);
  for (const [key, value] of left)
    if (KNATIVES.test(key)) findings.unsupported(manifest, `annotation ${key}: ${value} is not honoured`);
  return settings;
}

function panicMsOf(windowMs: number, percent: number): number {
  const panicMs = (windowMs * percent) / 100;
  return windowMs < SHORTEST_WINDOW_MS ? panicMs : Math.max(SECOND_MS, Math.round(panicMs / SECOND_MS) * SECOND_MS);
}
