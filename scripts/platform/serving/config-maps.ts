/** ConfigMaps and Secrets: what the manifests hold, what the installation brings, and what is missing. */
import type { Sources } from './environment.ts';
import type { Findings } from '../spec/findings.ts';
import { type Manifest, ofKind } from '../spec/manifests.ts';

interface ExternalSecretSpec {
  target?: { name?: string };
  data?: { secretKey?: string }[];
}

/** An installation's own values replace those in the manifests, key by key. Each declared ExternalSecret must have been brought. */
export function readSources(manifests: readonly Manifest[], brought: Partial<Sources>, findings: Findings): Sources {
  const configMaps: Sources['configMaps'] = {};
  for (const { metadata, data } of ofKind(manifests, 'ConfigMap')) configMaps[metadata.name] = { ...data };
  for (const [name, data] of Object.entries(brought.configMaps ?? {}))
    configMaps[name] = { ...configMaps[name], ...data };
  const secrets: Sources['secrets'] = {};
  for (const manifest of ofKind(manifests, 'Secret')) secrets[manifest.metadata.name] = secretData(manifest);
  for (const [name, data] of Object.entries(brought.secrets ?? {})) secrets[name] = { ...secrets[name], ...data };
  for (const manifest of ofKind(manifests, 'ExternalSecret')) {
    const { target, data = [] } = (manifest.spec ?? {}) as ExternalSecretSpec;
    const name = target?.name ?? manifest.metadata.name;
    for (const { secretKey = '' } of data)
      if (secrets[name]?.[secretKey] === undefined)
        findings.mistake(manifest, `Secret ${name} has no key ${secretKey}`);
  }
  return { configMaps, secrets };
}

function secretData(manifest: Manifest): Record<string, string> {
  const decoded = Object.entries(manifest.data ?? {}).map(([key, value]) => [
    key,
    Buffer.from(value, 'base64').toString(),
  ]);
  return { ...Object.fromEntries(decoded), ...(manifest as { stringData?: Record<string, string> }).stringData };
}
