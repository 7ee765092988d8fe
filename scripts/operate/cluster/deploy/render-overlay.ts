/** What an overlay says, as Kustomize renders it. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tokenSettings } from '../../../../functions/shared/identity/token-settings.ts';
import { Fault } from '../../../cli/fault.ts';
import { parseManifests } from '../../../platform/spec/manifests.ts';
import { requireOverlay } from '../cluster-options.ts';
import type { Kubectl, KubeObject } from '../kubectl.ts';

/** @throws Fault with what is missing, or what Kustomize says */
export async function renderOverlay(cluster: Kubectl, overlay: string): Promise<KubeObject[]> {
  requireOverlay(overlay);
  if (!existsSync(join(overlay, 'jwks.json')))
    throw new Fault(`${overlay} has no public keys: npm run keys -- make --overlay ${overlay} makes them`);
  await requireKeys(join(overlay, 'jwks.json'));
  const { code, output, errors } = await cluster.attempt(['kustomize', overlay], { everywhere: true });
  if (code !== 0) throw new Fault(whyNotRendered(overlay, errors));
  return parseManifests(output, overlay).map((manifest) => {
    delete manifest.file;
    return manifest as unknown as KubeObject;
  });
}

/** Kustomize names paths within paths; what a person can act on is at its end. */
function whyNotRendered(overlay: string, errors: string): string {
  const [, key] =
    /fieldPath `data\.([a-z-]+)` is missing for replacement source ConfigMap\S*\/installation/.exec(errors) ?? [];
  if (key !== undefined) return `${overlay}: installation.yaml does not say ${key}`;
  const last = errors.split('\n').findLast((line) => line.trim() !== '') ?? 'Kustomize gave no answer';
  return `${overlay}: ${(/\berr="((?:[^"\\]|\\.)*)"/.exec(last)?.[1] ?? last).replaceAll('\\"', '"').replace(/^error: /, '')}`;
}

/** Of a set without a key, or one that cannot be read, Envoy would refuse the edge's whole listener, and no function would start. */
async function requireKeys(file: string): Promise<void> {
  const { error } = tokenSettings.JWKS.safeParse(await readFile(file, 'utf8'));
  if (error) throw new Fault(`${file}: ${error.issues[0]?.message}. Nothing was applied; OPERATIONS.md, "Keys"`);
}
