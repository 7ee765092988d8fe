/** A Knative Service as this runner sees it: the folder to run, its environment, its limits and how it scales. */
import { z } from 'zod';
import type { ScaleSettings } from './autoscaler.ts';
import { type Findings, honour } from '../spec/findings.ts';
import { type Manifest, namespaceOf } from '../spec/manifests.ts';
import { scaleSettings } from './scale-settings.ts';

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
      serviceAccountName: z.string().default('default'),
      automountServiceAccountToken: noEffect,
      enableServiceLinks: noEffect,
      // An empty folder needs nothing: a process writes to the machine's own /tmp. Files of a Secret are CAs, which settings name.
      volumes: z
        .array(
          z.union([
            z.strictObject({ name: z.string(), emptyDir: noEffect }),
            z.strictObject({ name: z.string(), secret: noEffect }),
            // Who it is to the API: the runner offers the part of it that is used, and says in the environment where (api/).
            z.strictObject({ name: z.string(), projected: noEffect }),
          ]),
        )
        .optional(),
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
  annotations: Record<string, string>;
  /** Its ServiceAccount. */
  account: string;
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
    annotations: spec.template.metadata.annotations,
    account: spec.template.spec.serviceAccountName,
  };
}

/** `registry/…/seatmesh/book:0.1.0@sha256:…` runs functions/book. */
export function folderOf(image: string): string {
  const last = image.split('@')[0]?.split('/').at(-1) ?? '';
  return last.split(':')[0] ?? '';
}
