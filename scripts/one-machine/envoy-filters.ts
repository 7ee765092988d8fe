/** The two things of an EnvoyFilter that this runner knows: the form of local replies and the greatest request body. */
import { z } from 'zod';
import { type Findings, honour } from './findings.ts';
import { LocalReplyConfig } from './local-reply.ts';
import type { Manifest } from './manifests.ts';

const Patch = z.strictObject({
  applyTo: z.string(),
  match: z.unknown().optional(),
  patch: z.strictObject({
    operation: z.string(),
    value: z.record(z.string(), z.unknown()).default({}),
    filterClass: z.unknown().optional(),
  }),
});
const EnvoyFilterManifest = z.strictObject({
  targetRefs: z.unknown().optional(),
  workloadSelector: z.unknown().optional(),
  priority: z.unknown().optional(),
  configPatches: z.array(Patch).default([]),
});

/** What the gateway's filters are set to. */
export interface EnvoySettings {
  localReply: LocalReplyConfig;
  /** Bytes; a longer request body is answered 413. */
  maxBodyBytes: number;
}

/** Reads the patches; any other one is reported as unsupported. */
export function envoySettings(manifests: readonly Manifest[], findings: Findings): EnvoySettings {
  const settings: EnvoySettings = { localReply: { mappers: [] }, maxBodyBytes: Infinity };
  for (const manifest of manifests)
    for (const { applyTo, patch } of honour(EnvoyFilterManifest, manifest, findings)?.configPatches ?? []) {
      const config = snakeCase((patch.value['typed_config'] ?? patch.value['typedConfig'] ?? {}) as Tree) as Record<
        string,
        Tree
      >;
      const { '@type': _, ...fields } = config;
      if (applyTo === 'NETWORK_FILTER') readConnectionManager(fields, manifest, settings, findings);
      else if (applyTo === 'HTTP_FILTER' && patch.value['name'] === 'envoy.filters.http.buffer')
        settings.maxBodyBytes = Number(fields['max_request_bytes']);
      else
        findings.unsupported(
          manifest,
          `patch of ${applyTo} ${JSON.stringify(patch.value['name'] ?? '')} is not honoured`,
        );
    }
  return settings;
}

function readConnectionManager(
  fields: Record<string, Tree>,
  manifest: Manifest,
  settings: EnvoySettings,
  findings: Findings,
): void {
  const { local_reply_config: config, ...others } = fields;
  for (const name of Object.keys(others))
    findings.unsupported(manifest, `http_connection_manager.${name} is not honoured`);
  if (config === undefined) return;
  const read = LocalReplyConfig.safeParse(config);
  if (read.success) settings.localReply = read.data;
  else
    findings.unsupported(
      manifest,
      `local_reply_config: ${read.error.issues[0]?.path.join('.')}: ${read.error.issues[0]?.message}`,
    );
}

type Tree = string | number | boolean | null | Tree[] | { [key: string]: Tree };

/** Protobuf's JSON takes both spellings of a field; the contents of a json_format are the caller's own. */
function snakeCase(tree: Tree): Tree {
  if (Array.isArray(tree)) return tree.map(snakeCase);
  if (tree === null || typeof tree !== 'object') return tree;
  return Object.fromEntries(
    Object.entries(tree).map(([key, value]) => {
      const name = key.startsWith('@') ? key : key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      return [name, name === 'json_format' ? value : snakeCase(value)];
    }),
  );
}
