/** A Knative Service as this runner sees it: the folder to run, its environment, its limits and how it scales. */
import { z } from 'zod';
import { goDurationMs } from './duration.ts';
import { type Findings, honour } from './findings.ts';
import { type Manifest, namespaceOf } from './manifests.ts';
import type { ScaleSettings } from './autoscaler.ts';

const noEffect = z.unknown().optional();
const KeyRef = z.strictObject({ name: z.string(), key: z.string(), optional: z.boolean().default(false) });
const NameRef = z.strictObject({ name: z.string(), optional: z.boolean().default(false) });
const EnvVar = z.strictObject({
  name: z.string().min(1),
  value: z.string().optional(),
  valueFrom: z.strictObject({ secretKeyRef: KeyRef.optional(), configMapKeyRef: KeyRef.optional() }).optional(),
});
const EnvFrom = z.strictObject({
  prefix: z.string().default(''),
  configMapRef: NameRef.optional(),
  secretRef: NameRef.optional(),
});
const Probe = z.strictObject({
  httpGet: z.strictObject({ path: z.string().default('/'), port: noEffect, scheme: noEffect }).optional(),
  tcpSocket: noEffect,
  // Knative probes as fast as it can when periodSeconds is 0 or absent; this runner always does.
  periodSeconds: noEffect,
  timeoutSeconds: noEffect,
  successThreshold: noEffect,
  failureThreshold: noEffect,
  initialDelaySeconds: noEffect,
});
const Container = z.strictObject({
  name: noEffect,
  image: z.string(),
  imagePullPolicy: noEffect,
  env: z.array(EnvVar).default([]),
  envFrom: z.array(EnvFrom).default([]),
  ports: z
    .array(z.strictObject({ name: noEffect, containerPort: noEffect, protocol: noEffect }))
    .max(1)
    .optional(),
  readinessProbe: Probe.optional(),
  volumeMounts: noEffect,
  securityContext: noEffect,
});
const ServiceManifest = z.strictObject({
  template: z.strictObject({
    metadata: z
      .strictObject({
        name: z.string().optional(),
        annotations: z.record(z.string(), z.string()).default({}),
        labels: noEffect,
      })
      .default({ annotations: {} }),
    spec: z.strictObject({
      containers: z.array(Container).length(1, 'exactly one container can be run'),
      containerConcurrency: z.int().min(0).default(0),
      timeoutSeconds: z.number().positive().default(300),
      responseStartTimeoutSeconds: z.number().min(0).optional(),
      serviceAccountName: noEffect,
      automountServiceAccountToken: noEffect,
      enableServiceLinks: noEffect,
      // An empty folder needs nothing: a process writes to the machine's own /tmp.
      volumes: z.array(z.strictObject({ name: z.string(), emptyDir: noEffect })).optional(),
      imagePullSecrets: noEffect,
      securityContext: noEffect,
    }),
  }),
});

export type EnvSource = z.infer<typeof EnvVar>;
export type EnvFromSource = z.infer<typeof EnvFrom>;

/** What one Knative Service asks for. */
export interface ServiceSpec {
  name: string;
  namespace: string;
  folder: string;
  env: EnvSource[];
  envFrom: EnvFromSource[];
  revision: string;
  /** The path that answers 2xx or 3xx when the process is up; undefined: it is up when it accepts connections. */
  readyPath: string | undefined;
  /** Requests a process gets at once, at most; 0 is any number. */
  containerConcurrency: number;
  timeoutMs: number;
  firstByteMs: number;
  scale: ScaleSettings;
}

/** Reads a `serving.knative.dev/v1` Service. */
export function serviceSpec(manifest: Manifest, findings: Findings): ServiceSpec | undefined {
  const spec = honour(ServiceManifest, manifest, findings);
  const container = spec?.template.spec.containers[0];
  if (!spec || !container) return undefined;
  const { containerConcurrency, timeoutSeconds, responseStartTimeoutSeconds } = spec.template.spec;
  const timeoutMs = timeoutSeconds * 1000;
  return {
    name: manifest.metadata.name,
    namespace: namespaceOf(manifest),
    folder: folderOf(container.image),
    env: container.env,
    envFrom: container.envFrom,
    revision: spec.template.metadata.name ?? `${manifest.metadata.name}-00001`,
    readyPath: container.readinessProbe?.httpGet?.path,
    containerConcurrency,
    timeoutMs,
    firstByteMs: Math.min(timeoutMs, (responseStartTimeoutSeconds || Infinity) * 1000),
    scale: scaleSettings(manifest, spec.template.metadata.annotations, containerConcurrency, findings),
  };
}

/** `registry/…/seatmesh/book:0.1.0@sha256:…` runs functions/book. */
export function folderOf(image: string): string {
  const last = image.split('@')[0]?.split('/').at(-1) ?? '';
  return last.split(':')[0] ?? '';
}

// Knative's defaults (config-autoscaler): 100 requests a pod at 70 %, or 70 % of the hard limit where there is one.
function scaleSettings(
  manifest: Manifest,
  annotations: Record<string, string>,
  limit: number,
  findings: Findings,
): ScaleSettings {
  const left = new Map(Object.entries(annotations));
  const take = (name: string, aliases: string[] = []): string | undefined => {
    for (const key of [name, ...aliases].map((suffix) => `autoscaling.knative.dev/${suffix}`)) {
      const value = left.get(key);
      if (left.delete(key)) return value;
    }
    return undefined;
  };
  const number = (name: string, aliases: string[], otherwise: number): number => {
    const text = take(name, aliases) ?? String(otherwise);
    const value = Number(text);
    if (!Number.isFinite(value) || value < 0) findings.mistake(manifest, `annotation ${name}: "${text}" is no number`);
    return value;
  };
  const duration = (name: string, aliases: string[], otherwise: string): number => {
    const text = take(name, aliases) ?? otherwise;
    const value = goDurationMs(text);
    if (value === undefined) findings.mistake(manifest, `annotation ${name}: "${text}" is no duration`);
    return value ?? 0;
  };
  const utilization = number('target-utilization-percentage', ['targetUtilizationPercentage'], 70) / 100;
  const asked = number('target', [], limit || 100);
  const settings: ScaleSettings = {
    minScale: number('min-scale', ['minScale'], 0),
    maxScale: number('max-scale', ['maxScale'], 0) || Infinity,
    activationScale: Math.max(1, number('activation-scale', ['activationScale'], 1)),
    target: Math.max((limit > 0 ? Math.min(asked, limit) : asked) * utilization, 0.01),
    windowMs: duration('window', [], '60s'),
    retentionMs: duration('scale-to-zero-pod-retention-period', ['scaleToZeroPodRetentionPeriod'], '0s'),
    downDelayMs: duration('scale-down-delay', ['scaleDownDelay'], '0s'),
  };
  // An initial scale only says how a deployment begins; here every Service begins at its min scale.
  take('initial-scale', ['initialScale']);
  const metric = take('metric');
  if (metric !== undefined && metric !== 'concurrency')
    findings.unsupported(manifest, `metric ${metric} is scaled by concurrency`);
  for (const key of left.keys())
    if (/^(autoscaling|serving|features|queue\.sidecar\.serving)\.knative\.dev\//.test(key))
      findings.unsupported(manifest, `annotation ${key} is not honoured`);
  return settings;
}
