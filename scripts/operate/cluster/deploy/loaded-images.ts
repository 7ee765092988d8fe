/** Whether images of a registry lie on the nodes: Knative is told then not to ask it (npm run quickstart -- --loaded, or by hand). */
import type { Kubectl } from '../kubectl.ts';
import type { OverlayFinding } from './findings/overlay-finding.ts';

const KEY = 'registries-skipping-tag-resolving';

/** Without what is all right when images are loaded. Who may not look, or reaches nobody, is told all of it. */
export async function unlessLoaded(cluster: Kubectl, found: readonly OverlayFinding[]): Promise<OverlayFinding[]> {
  if (found.every((one) => one.unlessLoaded === undefined)) return [...found];
  const [settings] = await cluster
    .list('configmaps', ['config-deployment', '-n', 'knative-serving'], { everywhere: true })
    .catch(() => []);
  const loaded = new Set((settings?.data?.[KEY] ?? '').split(',').map((name) => name.trim()));
  return found.filter((one) => one.unlessLoaded === undefined || !loaded.has(one.unlessLoaded));
}
