/** Changes to the Services of parsed manifests, for runs that are not quite what the manifests say. */
import { type Manifest, ofKind } from './manifests.ts';

/** What to change, by Service, or `*` for all. */
export interface ServicePatch {
  /** Environment over that of the manifests. */
  env?: Record<string, Record<string, string>>;
  /** Template annotations over those of the manifests. */
  annotations?: Record<string, Record<string, string>>;
}

/** Annotations by which processes that are not needed end within seconds. */
export const PROMPT = {
  'autoscaling.knative.dev/window': '6s',
  'autoscaling.knative.dev/scale-to-zero-pod-retention-period': '0s',
};

interface ServiceSpec {
  template: {
    metadata?: { annotations?: Record<string, string> };
    spec: { containers: { env?: { name: string; value?: string }[] }[] };
  };
}

/** Changes Services in place. */
export function patchServices(manifests: readonly Manifest[], { env = {}, annotations = {} }: ServicePatch): void {
  for (const manifest of ofKind(manifests, 'Service', 'serving.knative.dev')) {
    const { template } = manifest.spec as ServiceSpec;
    const { name } = manifest.metadata;
    template.metadata = {
      ...template.metadata,
      annotations: { ...template.metadata?.annotations, ...annotations['*'], ...annotations[name] },
    };
    const given = Object.entries({ ...env['*'], ...env[name] });
    const [container] = template.spec.containers;
    if (!container) continue;
    container.env = [
      ...(container.env ?? []).filter((variable) => !given.some(([known]) => known === variable.name)),
      ...given.map(([known, value]) => ({ name: known, value })),
    ];
  }
}
