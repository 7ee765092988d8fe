/** Gateway, HTTPRoute and ReferenceGrant as this runner reads them (Gateway API 1.4). */
import { z } from 'zod';

const noEffect = z.unknown().optional();
const HeaderValue = z.strictObject({ name: z.string(), value: z.string() });
const HeaderModifier = z.strictObject({
  set: z.array(HeaderValue).default([]),
  add: z.array(HeaderValue).default([]),
  remove: z.array(z.string()).default([]),
});
const PathModifier = z.strictObject({
  type: z.enum(['ReplaceFullPath', 'ReplacePrefixMatch']),
  replaceFullPath: z.string().optional(),
  replacePrefixMatch: z.string().optional(),
});
const Filter = z.strictObject({
  type: z.enum(['RequestHeaderModifier', 'ResponseHeaderModifier', 'URLRewrite', 'RequestRedirect']),
  requestHeaderModifier: HeaderModifier.optional(),
  responseHeaderModifier: HeaderModifier.optional(),
  urlRewrite: z.strictObject({ hostname: z.string().optional(), path: PathModifier.optional() }).optional(),
  requestRedirect: z
    .strictObject({
      scheme: z.string().optional(),
      hostname: z.string().optional(),
      port: z.int().optional(),
      path: PathModifier.optional(),
      statusCode: z.int().default(302),
    })
    .optional(),
});
const ValueMatch = z.strictObject({
  name: z.string(),
  type: z.enum(['Exact', 'RegularExpression']).default('Exact'),
  value: z.string(),
});
const PathMatch = z.strictObject({
  type: z.enum(['Exact', 'PathPrefix', 'RegularExpression']).default('PathPrefix'),
  value: z.string().default('/'),
});
const Match = z.strictObject({
  path: PathMatch.default({ type: 'PathPrefix', value: '/' }),
  method: z.string().optional(),
  headers: z.array(ValueMatch).default([]),
  queryParams: z.array(ValueMatch).default([]),
});
const BackendRef = z.strictObject({
  group: z.string().default(''),
  kind: z.string().default('Service'),
  name: z.string(),
  namespace: z.string().optional(),
  port: noEffect,
  weight: z.int().min(0).default(1),
  filters: z.array(Filter).default([]),
});
const Rule = z.strictObject({
  name: noEffect,
  matches: z
    .array(Match)
    .min(1)
    .default([Match.parse({})]),
  filters: z.array(Filter).default([]),
  backendRefs: z.array(BackendRef).default([]),
  timeouts: z.strictObject({ request: z.string().optional(), backendRequest: z.string().optional() }).optional(),
});
const ParentRef = z.strictObject({
  group: z.string().default('gateway.networking.k8s.io'),
  kind: z.string().default('Gateway'),
  name: z.string(),
  namespace: z.string().optional(),
  sectionName: z.string().optional(),
  port: noEffect,
});

export const HttpRouteManifest = z.strictObject({
  parentRefs: z.array(ParentRef).default([]),
  hostnames: z.array(z.string()).default([]),
  rules: z.array(Rule).default([]),
});
export const GatewayManifest = z.strictObject({
  gatewayClassName: z.string(),
  listeners: z.array(
    z.strictObject({
      name: z.string(),
      protocol: z.string(),
      port: z.int(),
      hostname: z.string().optional(),
      tls: noEffect,
      allowedRoutes: noEffect,
    }),
  ),
  infrastructure: noEffect,
});
export const ReferenceGrantManifest = z.strictObject({
  from: z.array(z.strictObject({ group: z.string(), kind: z.string(), namespace: z.string() })),
  to: z.array(z.strictObject({ group: z.string(), kind: z.string(), name: z.string().optional() })),
});

export type RouteRule = z.infer<typeof Rule>;
export type HttpRouteMatch = z.infer<typeof Match>;
export type RouteFilter = z.infer<typeof Filter>;
export type Backend = z.infer<typeof BackendRef>;
export type HeaderChanges = z.infer<typeof HeaderModifier>;
export type PathChange = z.infer<typeof PathModifier>;
export type Grant = z.infer<typeof ReferenceGrantManifest> & { namespace: string };
