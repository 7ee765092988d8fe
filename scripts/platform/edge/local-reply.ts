/** The form of the gateway's own answers: Envoy's local_reply_config, so that callers see here what they see on the cluster. */
import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import { compileCel, type Scene } from './cel.ts';
import type { ForwardRefusal } from '../serving/forward.ts';

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

const Json: z.ZodType<Json> = z.json();
const Format = z.strictObject({
  json_format: z.record(z.string(), Json).optional(),
  text_format: z.string().optional(),
  text_format_source: z.strictObject({ inline_string: z.string() }).optional(),
  content_type: z.string().optional(),
});
const StatusFilter = z.strictObject({
  comparison: z.strictObject({
    op: z.enum(['EQ', 'GE', 'LE', 'NE']).default('EQ'),
    value: z.strictObject({ default_value: z.int(), runtime_key: z.unknown().optional() }),
  }),
});
/** An expression is compiled as it is read: what cannot be is not honoured, and said. */
const CelFilter = z.strictObject({
  name: z.literal('envoy.access_loggers.extension_filters.cel'),
  typed_config: z.strictObject({
    '@type': z.string(),
    expression: z.string().transform((expression, context) => {
      try {
        return compileCel(expression);
      } catch (error) {
        context.addIssue((error as Error).message);
        return z.NEVER;
      }
    }),
  }),
});
interface Filter {
  extension_filter?: z.infer<typeof CelFilter> | undefined;
  status_code_filter?: z.infer<typeof StatusFilter> | undefined;
  response_flag_filter?: { flags: string[] } | undefined;
  and_filter?: { filters: Filter[] } | undefined;
  or_filter?: { filters: Filter[] } | undefined;
}
const Filter: z.ZodType<Filter> = z.lazy(() =>
  z.strictObject({
    extension_filter: CelFilter.optional(),
    status_code_filter: StatusFilter.optional(),
    response_flag_filter: z.strictObject({ flags: z.array(z.string()).default([]) }).optional(),
    and_filter: z.strictObject({ filters: z.array(Filter) }).optional(),
    or_filter: z.strictObject({ filters: z.array(Filter) }).optional(),
  }),
);
const Mapper = z.strictObject({
  filter: Filter,
  status_code: z.int().optional(),
  body: z.strictObject({ inline_string: z.string() }).optional(),
  body_format_override: Format.optional(),
  headers_to_add: z
    .array(
      z.strictObject({
        header: z.strictObject({ key: z.string(), value: z.string() }),
        append_action: z.unknown().optional(),
        append: z.unknown().optional(),
      }),
    )
    .default([]),
});
export const LocalReplyConfig = z.strictObject({
  mappers: z.array(Mapper).default([]),
  body_format: Format.optional(),
});
export type LocalReplyConfig = z.infer<typeof LocalReplyConfig>;

/** What a reply may go by and quote of its request. */
export interface Asked {
  url?: string | undefined;
  method?: string | undefined;
  /** Normalised, without the query; not known of what cannot be read. */
  path?: string | undefined;
  httpVersion: string;
  headers: IncomingHttpHeaders;
  id: string;
  /** Of the trace that it belongs to. */
  traceId?: string | undefined;
}

/** An answer as it is sent. */
export interface ShapedReply {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** Shapes a refusal: the first mapper whose filter holds may change status, body, format and headers. */
export function localReply(config: LocalReplyConfig, refusal: ForwardRefusal, req: Asked): ShapedReply {
  const { method, path, headers: asked } = req;
  const header = (name: string): string | undefined => asked[name]?.toString();
  const scene = { method, path, header, codeDetails: refusal.details };
  const mapper = config.mappers.find(({ filter }) => holds(filter, refusal, scene));
  const status = mapper?.status_code ?? refusal.status;
  const body = mapper?.body?.inline_string ?? refusal.body;
  const format = mapper?.body_format_override ?? config.body_format;
  const headers = { ...refusal.headers };
  const command = commands({ ...refusal, status, body }, req);
  for (const { header: added } of mapper?.headers_to_add ?? [])
    headers[added.key.toLowerCase()] = asText(added.value, command);
  if (format?.json_format) {
    headers['content-type'] = format.content_type ?? 'application/json';
    return { status, headers, body: `${JSON.stringify(filled(format.json_format, command))}\n` };
  }
  const text = format?.text_format ?? format?.text_format_source?.inline_string;
  const written = text === undefined ? body : asText(text, command);
  if (written !== '') headers['content-type'] ??= format?.content_type ?? 'text/plain';
  return { status, headers, body: written };
}

function holds(filter: Filter, refusal: ForwardRefusal, scene: Scene): boolean {
  const { status_code_filter: code, response_flag_filter: flag, and_filter: and, or_filter: or } = filter;
  if (code && !compare(refusal.status, code.comparison.op, code.comparison.value.default_value)) return false;
  if (flag && flag.flags.length > 0 && !flag.flags.includes(refusal.flag)) return false;
  if (filter.extension_filter && !filter.extension_filter.typed_config.expression(scene)) return false;
  if (and && !and.filters.every((one) => holds(one, refusal, scene))) return false;
  return !or || or.filters.some((one) => holds(one, refusal, scene));
}

function compare(a: number, op: 'EQ' | 'GE' | 'LE' | 'NE', b: number): boolean {
  if (op === 'EQ') return a === b;
  if (op === 'NE') return a !== b;
  return op === 'GE' ? a >= b : a <= b;
}

type Command = (name: string) => string | number | null;

function commands(refusal: ForwardRefusal, req: Asked): Command {
  return (name) => {
    if (name === 'RESPONSE_CODE') return refusal.status;
    if (name === 'RESPONSE_CODE_DETAILS') return refusal.details;
    if (name === 'RESPONSE_FLAGS') return refusal.flag;
    if (name === 'LOCAL_REPLY_BODY') return refusal.body;
    if (name === 'TRACE_ID') return req.traceId ?? null;
    if (name === 'PROTOCOL') return `HTTP/${req.httpVersion}`;
    const [, header, other] = /^REQ\(([^)?]+)(?:\?([^)]+))?\)$/.exec(name) ?? [];
    return requestValue(req, header) ?? requestValue(req, other) ?? null;
  };
}

function requestValue(req: Asked, name: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  const key = name.toLowerCase();
  if (key === ':path') return req.url;
  if (key === ':method') return req.method;
  if (key === 'x-request-id') return req.id;
  return req.headers[key === ':authority' ? 'host' : key]?.toString();
}

function asText(text: string, command: Command): string {
  return text.replace(/%(?:([^%]+))?%/g, (_, one?: string) => (one === undefined ? '%' : String(command(one) ?? '-')));
}

/** Fills the %COMMANDS% in; a text that is one command keeps its type, as Envoy's JSON formatter does. */
function filled(value: Json, command: Command): Json {
  if (typeof value === 'string') {
    const [whole, name] = /^%([^%]+)%$/.exec(value) ?? [];
    if (whole !== undefined && name !== undefined) return command(name);
    return asText(value, command);
  }
  if (Array.isArray(value)) return value.map((one) => filled(one, command));
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, filled(one, command)]));
  return value;
}
