/** What an overlay says, as Kustomize renders it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../../../cli/fault.ts';
import { parseManifests } from '../../../platform/spec/manifests.ts';
import type { Kubectl, KubeObject } from '../kubectl.ts';

/** @throws Fault with what is missing, or what Kustomize says */
export async function renderOverlay(cluster: Kubectl, overlay: string): Promise<KubeObject[]> {
  if (!existsSync(join(overlay, 'kustomization.yaml'))) throw new Fault(`${overlay} has no kustomization.yaml`);
  if (!existsSync(join(overlay, 'jwks.json')))
    throw new Fault(`${overlay} has no public keys: npm run keys -- make --overlay ${overlay} makes them`);
  const text = await cluster.text(['kustomize', overlay], { everywhere: true });
  return parseManifests(text, overlay).map((manifest) => {
    delete manifest.file;
    return manifest as unknown as KubeObject;
  });
}
