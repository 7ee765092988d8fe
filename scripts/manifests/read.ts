/** The manifests, as the tests here look at them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { loadManifests, type Manifest, ofKind } from '../platform/spec/manifests.ts';
import { ROOT } from './render/files.ts';

/** Everything under knative/ and istio/. */
export const manifests = await loadManifests(join(ROOT, 'knative'), join(ROOT, 'istio'));

/** A Knative Service, as far as the tests look at it. */
export interface Service extends Manifest {
  spec: {
    template: {
      metadata: { annotations: Record<string, string>; labels?: Record<string, string> };
      spec: {
        timeoutSeconds: number;
        containerConcurrency: number;
        containers: {
          image: string;
          env?: { name: string; value?: string; valueFrom?: { secretKeyRef?: { name: string; key: string } } }[];
          envFrom: { configMapRef: { name: string } }[];
        }[];
      };
    };
  };
}

/** Every Knative Service. */
export const services = ofKind(manifests, 'Service', 'serving.knative.dev') as Service[];

/** A Service's only container. */
export function containerOf(service: Service) {
  const [container, another] = service.spec.template.spec.containers;
  if (!container || another) throw new Error(`${service.metadata.name} has not one container`);
  return container;
}

/** The function that a Service runs: the last segment of its image. */
export function functionOf(service: Service): string {
  return /\/([a-z-]+):[\w.-]+$/.exec(containerOf(service).image)?.[1] ?? '';
}

/** A manifest by kind and name. */
export function find(kind: string, name: string): Manifest {
  const found = manifests.find((manifest) => manifest.kind === kind && manifest.metadata.name === name);
  if (!found) throw new Error(`there is no ${kind} ${name}`);
  return found;
}

/** The files that a folder's kustomization applies. */
export function appliedFiles(folder: string): string[] {
  const kustomization = parseDocument(readFileSync(join(ROOT, folder, 'kustomization.yaml'), 'utf8')).toJS() as {
    resources: string[];
  };
  return kustomization.resources;
}
