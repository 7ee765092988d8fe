/** The YAML documents under knative/ and istio/, as they are: the only source that the one-machine run reads. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

/** One parsed YAML document. `file` is where it came from, for messages. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    annotations?: Record<string, string>;
    labels?: Record<string, string>;
  };
  spec?: unknown;
  data?: Record<string, string>;
  file?: string;
}

/** Reads every `*.yaml` and `*.yml` of the given folders and files, in the order of their paths. Throws one line for what is no manifest. */
export async function loadManifests(...paths: string[]): Promise<Manifest[]> {
  const files = (await Promise.all(paths.map(yamlFilesOf))).flat();
  return (await Promise.all(files.map(async (file) => parseManifests(await readFile(file, 'utf8'), file)))).flat();
}

/** The manifests in one YAML text. */
export function parseManifests(text: string, file = 'manifest'): Manifest[] {
  return parseAllDocuments(text).flatMap((document) => {
    const [error] = document.errors;
    if (error) throw new Error(`${file}: ${error.message.split('\n')[0]}`);
    const value = document.toJS() as Manifest | null;
    if (value === null) return [];
    if (typeof value !== 'object' || typeof value.kind !== 'string' || typeof value.apiVersion !== 'string')
      throw new Error(`${file}: a document without apiVersion and kind`);
    if (typeof value.metadata?.name !== 'string' && value.kind !== 'Kustomization')
      throw new Error(`${file}: a ${value.kind} without metadata.name`);
    return [{ ...value, file }];
  });
}

/** Those of one kind, told apart by API group where a kind's name is used twice (Service, Gateway). */
export const ofKind = (manifests: readonly Manifest[], kind: string, group?: string): Manifest[] =>
  manifests.filter((m) => m.kind === kind && (group === undefined || groupOf(m) === group));

/** `serving.knative.dev/v1` -> `serving.knative.dev`; the core group is ''. */
export const groupOf = (m: Manifest): string => (m.apiVersion.includes('/') ? (m.apiVersion.split('/')[0] ?? '') : '');

export const namespaceOf = (m: Manifest): string => m.metadata.namespace ?? 'default';

export const keyOf = (m: Manifest): string => `${namespaceOf(m)}/${m.metadata.name}`;

/** How a message names a manifest: `Trigger/order-record-confirmed`. */
export const nameOf = (m: Manifest): string => `${m.kind}/${m.metadata.name}`;

async function yamlFilesOf(path: string): Promise<string[]> {
  if ((await stat(path)).isFile()) return [path];
  const names = await readdir(path, { recursive: true });
  return names
    .filter((name) => /\.ya?ml$/.test(name))
    .toSorted()
    .map((name) => join(path, name));
}
