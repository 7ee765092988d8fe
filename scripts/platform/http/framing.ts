/**
 * Where one request ends and the next begins, decided in one place for every hop of this runner. What is in doubt is refused
 * and its connection closed: two readers that disagree on it would let a caller put a request into another's connection.
 * Node's strict parser has refused what is no HTTP before (line ends, NUL, lengths that are no numbers, length beside chunks).
 */
import type { IncomingMessage } from 'node:http';
import { connectionOptions, isProtected } from './forwarded-headers.ts';

/** Why a request is not taken, in Envoy's words (its response code details). */
export interface Doubt {
  status: 400 | 404 | 431;
  details: string;
  body: string;
}

/** As many options as Envoy takes in a Connection header. */
const MOST_CONNECTION_OPTIONS = 9;
const HOST = /^[\w.-]{1,255}(?::\d{1,5})?$|^\[[\da-fA-F:.]{2,45}\](?::\d{1,5})?$/;

const doubt = (details: string, body: string): Doubt => ({ status: 400, details, body });
const TOO_MANY: Doubt = { status: 431, details: 'http1.too_many_headers', body: 'Request Header Fields Too Large' };
const VERSION = doubt('low_version', 'not HTTP/1.1');
const TARGET = doubt('path_normalization_failed', 'a target other than a path');
const ALL: Doubt = { status: 404, details: 'absolute_path_rejected', body: '' };
const HOSTS = doubt('missing_host_header', 'not exactly one Host that is a name');
const TOKENS = doubt('http1.codec_error', 'more than one Authorization');
const CODING = doubt('http1.invalid_transfer_encoding', 'a Transfer-Encoding other than chunked');
const OPTIONS = doubt('http1.connection_header_rejected', 'Connection names what belongs to the message');

/** What is wrong with a request's head; undefined when nothing is. @param mostHeaders of one request */
export function doubtOf(req: IncomingMessage, mostHeaders = Infinity): Doubt | undefined {
  const raw = req.rawHeaders;
  if (raw.length > mostHeaders * 2) return TOO_MANY;
  if (req.httpVersionMajor !== 1) return VERSION;
  if (!req.url?.startsWith('/')) return req.url === '*' ? ALL : TARGET;
  let hosts = 0;
  let tokens = 0;
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i] as string;
    // Told by their length first: most names are neither.
    if (name.length === 4) hosts += Number(name.toLowerCase() === 'host');
    else if (name.length === 13) tokens += Number(name.toLowerCase() === 'authorization');
  }
  if (hosts !== 1 || !HOST.test(req.headers.host ?? '')) return HOSTS;
  if (tokens > 1) return TOKENS;
  const { 'transfer-encoding': coding, connection } = req.headers;
  if (coding !== undefined && !isPlainlyChunked(req, coding)) return CODING;
  return connection === undefined || isInnocent(connection) ? undefined : OPTIONS;
}

// Of HTTP/1.0 a peer may know nothing of chunks (RFC 9112, 6.1).
const isPlainlyChunked = (req: IncomingMessage, coding: string): boolean =>
  coding.toLowerCase() === 'chunked' && req.httpVersionMinor >= 1 && req.headers['content-length'] === undefined;

function isInnocent(connection: string): boolean {
  if (connection === 'keep-alive' || connection === 'close') return true;
  const options = connectionOptions(connection);
  return options.length <= MOST_CONNECTION_OPTIONS && !options.some(isProtected);
}

/** Whether a body follows a head without doubt. */
export const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** What a target that is a whole URL is made of; its user, which nobody of ours has, is no part of a host. */
const WHOLE_URL = /^https?:\/\/([^/?#@\\]+)((?:[/?][^#]*)?)$/i;

/**
 * Turns a target that is a whole URL into the path in it and its host into that of the request, whatever Host said (RFC 9112, 3.2.2), as
 * Envoy does for HTTP/1.1. Whoever looks at the request afterwards sees one that was sent in the usual form.
 */
export function toOriginForm(req: IncomingMessage): void {
  const { host, target } = originFormOf(req.url) ?? {};
  if (host === undefined || target === undefined) return;
  req.url = target;
  req.headers.host = host;
  for (let i = 0; i < req.rawHeaders.length; i += 2)
    if (req.rawHeaders[i]?.toLowerCase() === 'host') req.rawHeaders[i + 1] = host;
}

/** The host in a target that is a whole URL, and the target without it; undefined for any other. */
export function originFormOf(url = '/'): { host: string; target: string } | undefined {
  if (url.startsWith('/')) return undefined;
  const [, host, rest = ''] = WHOLE_URL.exec(url) ?? [];
  if (host === undefined || !HOST.test(host)) return undefined;
  return { host, target: rest.startsWith('/') ? rest : `/${rest}` };
}

/** Methods whose requests say that they have no body; for the others, to say nothing means nothing. */
const WITHOUT = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE']);

/**
 * The headers that frame what is sent on, as flat name-value pairs: by the length of a body that was read, or in chunks, never by
 * what the caller said.
 */
export function framingHeaders(req: IncomingMessage, body: Buffer | undefined): string[] {
  if (body) return ['Content-Length', String(body.length)];
  if (hasBody(req)) return ['Transfer-Encoding', 'chunked'];
  return WITHOUT.has(req.method ?? 'GET') ? [] : ['Content-Length', '0'];
}
