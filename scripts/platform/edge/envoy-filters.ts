/** What this runner knows of an EnvoyFilter: the form of local replies, whether answers name their request, which headers go no further, and what connections, headers, bodies and silence are limited to. */
import { z } from 'zod';
import { goDurationMs } from '../spec/duration.ts';
import { type Findings, honour } from '../spec/findings.ts';
import { LocalReplyConfig } from './local-reply.ts';
import type { Manifest } from '../spec/manifests.ts';

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
  /** Every answer names its request by `x-request-id`. */
  namesRequests: boolean;
  /** Bytes; a longer request body is answered 413. */
  maxBodyBytes: number;
  /** Within which the headers, and the whole request, must have arrived; 0 is for ever. */
  headersTimeoutMs: number;
  requestTimeoutMs: number;
  /** Of a request, its first line included, in bytes, and how many; beyond, it is answered 431. */
  maxHeaderBytes: number;
  maxHeaders: number;
  /** A request or answer on which nothing moves for so long is given up; 0 is never. */
  streamIdleTimeoutMs: number;
  /** What has a method that Envoy's parser does not know is routed as anything else is; without, it is no HTTP (400). */
  takesAnyMethod: boolean;
  /** Which go no further than to the gateway, in small letters. */
  removedHeaders: readonly string[];
  /** Of all callers together; what comes beyond is closed at once. */
  maxConnections: number;
}

/** What Envoy has where nothing is said. */
const ENVOYS_OWN = { maxHeaderBytes: 60 * 1024, maxHeaders: 100, streamIdleTimeoutMs: 300_000 };

/** Reads the patches; any other one is reported as unsupported. */
export function envoySettings(manifests: readonly Manifest[], findings: Findings): EnvoySettings {
  const settings: EnvoySettings = {
    localReply: { mappers: [] },
    namesRequests: false,
    maxBodyBytes: Infinity,
    headersTimeoutMs: 0,
    requestTimeoutMs: 0,
    ...ENVOYS_OWN,
    takesAnyMethod: false,
    removedHeaders: [],
    maxConnections: Infinity,
  };
  for (const manifest of manifests)
    for (const { applyTo, patch } of honour(EnvoyFilterManifest, manifest, findings)?.configPatches ?? []) {
      const config = snakeCase((patch.value['typed_config'] ?? patch.value['typedConfig'] ?? {}) as Tree) as Record<
        string,
        Tree
      >;
      const { '@type': _, ...fields } = config;
      if (patch.value['name'] === 'envoy.filters.network.connection_limit') {
        settings.maxConnections = Number(fields['max_connections']);
      } else if (applyTo === 'NETWORK_FILTER') readConnectionManager(fields, manifest, settings, findings);
      else if (applyTo === 'LISTENER' && hasOnly(patch.value, 'per_connection_buffer_limit_bytes')) {
        // Node keeps less than that for one who does not read.
      } else if (applyTo === 'HTTP_FILTER' && patch.value['name'] === 'envoy.filters.http.local_ratelimit') {
        // Whoever tries the system out on one machine, measures or attacks it there is one network; its connections are bounded instead (connections.ts).
      } else if (applyTo === 'HTTP_FILTER' && patch.value['name'] === 'envoy.filters.http.lua') {
        // It shapes what gateways further in say by themselves: here there are none, and functions answer for themselves.
      } else if (applyTo === 'HTTP_FILTER' && patch.value['name'] === 'envoy.filters.http.buffer')
        settings.maxBodyBytes = Number(fields['max_request_bytes']);
      else if (applyTo === 'HTTP_FILTER' && patch.value['name'] === 'envoy.filters.http.header_mutation')
        settings.removedHeaders = removedBy(fields, manifest, findings);
      else
        findings.unsupported(
          manifest,
          `patch of ${applyTo} ${JSON.stringify(patch.value['name'] ?? '')} is not honoured`,
        );
    }
  return settings;
}

const Mutations = z.strictObject({
  mutations: z.strictObject({ request_mutations: z.array(z.strictObject({ remove: z.string() })) }),
});

function removedBy(fields: object, manifest: Manifest, findings: Findings): string[] {
  const read = Mutations.safeParse(fields);
  if (read.success) return read.data.mutations.request_mutations.map(({ remove }) => remove.toLowerCase());
  findings.unsupported(manifest, 'header_mutation: only headers of requests are removed here');
  return [];
}

function readConnectionManager(
  fields: Record<string, Tree>,
  manifest: Manifest,
  settings: EnvoySettings,
  findings: Findings,
): void {
  const {
    local_reply_config: config,
    request_headers_timeout: headers,
    request_timeout: request,
    stream_idle_timeout: idle,
    max_request_headers_kb: kilobytes,
    common_http_protocol_options: common,
    always_set_request_id_in_response: namesRequests,
    http_protocol_options: http1,
    http2_protocol_options: _, // HTTP/1.1 is all that is spoken here
    ...others
  } = fields;
  if (namesRequests !== undefined) settings.namesRequests = namesRequests === true;
  if (headers !== undefined) settings.headersTimeoutMs = goDurationMs(asText(headers)) ?? 0;
  if (request !== undefined) settings.requestTimeoutMs = goDurationMs(asText(request)) ?? 0;
  if (idle !== undefined) settings.streamIdleTimeoutMs = goDurationMs(asText(idle)) ?? 0;
  if (kilobytes !== undefined) settings.maxHeaderBytes = Number(kilobytes) * 1024;
  const { allow_custom_methods: anyMethod, ...more1 } = (http1 ?? {}) as Record<string, Tree>;
  if (anyMethod !== undefined) settings.takesAnyMethod = anyMethod === true;
  const { max_headers_count: count, ...more } = (common ?? {}) as Record<string, Tree>;
  if (count !== undefined) settings.maxHeaders = Number(count);
  for (const name of Object.keys(more)) others[`common_http_protocol_options.${name}`] = null;
  for (const name of Object.keys(more1)) others[`http_protocol_options.${name}`] = null;
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

const hasOnly = (value: object, name: string): boolean => Object.keys(value).join() === name;

const asText = (tree: Tree): string => (typeof tree === 'string' ? tree : JSON.stringify(tree));

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
