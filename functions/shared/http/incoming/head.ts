/**
 * What the head of a request must be before anything goes by it. Node drops what it has no room for, takes the first of two
 * fields that may stand once, and joins others: a request that says two things would be taken for one that says either.
 */
import type { IncomingMessage } from 'node:http';
import { Problem } from '../../problem.ts';

/** All lines of a head together. */
export const MAX_HEAD_BYTES = 16_384;
/** So much is read all the same (what Envoy lets through, and what a mesh may add): what is refused is answered by where it went. */
export const READ_HEAD_BYTES = 4 * MAX_HEAD_BYTES;
/** The colon and the space of a header line, and its end. */
const LINE_BYTES = 4;
/** Header lines: what Envoy lets through (100), and as many again that a mesh may add. */
export const MAX_HEADERS = 200;

/** Fields that a request may have once, each with a bit of its own. A list in several lines (RFC 9110, 5.3), such as If-Match, is fine. */
const SINGLE = new Map(
  [
    'host',
    'authorization',
    'content-type',
    'content-length',
    'content-encoding',
    'idempotency-key',
    'if-modified-since',
    'if-unmodified-since',
    'origin',
    'access-control-request-method',
    'last-event-id',
    'traceparent',
    'x-envoy-external-address',
  ].map((name, index) => [name, 1 << index]),
);
/** Most fields have another length than any of these and need not be looked at. */
const LENGTHS: boolean[] = Array.from({ length: 30 }, (_, length) =>
  [...SINGLE.keys()].some((name) => name.length === length),
);

/** RFC 3986, 3.2.2: a name or an address, perhaps with a port; who it is was decided at the edge. */
const HOST = /^[\w.~!$&'()*+,;=%:[\]-]+$/;

/** The last one that was found good: that of nearly all requests of a function. */
let goodHost = '';

/** Why a request is refused for its head; undefined when nothing is wrong with it. */
export function headFault({ rawHeaders, headers, url = '' }: IncomingMessage): Problem | undefined {
  if (rawHeaders.length > 2 * MAX_HEADERS)
    return new Problem('headers_too_large', `a request may have ${MAX_HEADERS} header lines at most`);
  let seen = 0;
  let bytes = url.length;
  for (let line = 0; line < rawHeaders.length; line += 2) {
    const name = rawHeaders[line] ?? '';
    bytes += name.length + (rawHeaders[line + 1] ?? '').length + LINE_BYTES;
    const bit = LENGTHS[name.length] ? SINGLE.get(name.toLowerCase()) : undefined;
    if (bit === undefined) continue;
    if ((seen & bit) !== 0) return malformed(`there are two headers ${name.toLowerCase()}`);
    seen |= bit;
  }
  if (bytes > MAX_HEAD_BYTES) return headTooLarge();
  if (!isHost(headers.host ?? '')) return malformed('there is no Host header, or none that names a host');
  if (!isReadable(url)) return malformed('the path or the query is not percent-encoded UTF-8');
  if (headers.expect !== undefined && !/^100-continue$/i.test(headers.expect))
    return new Problem('expectation_failed', 'of expectations only 100-continue is known');
  return undefined;
}

/** The problem of a head that has too many bytes. */
export function headTooLarge(): Problem {
  return new Problem('headers_too_large', `the head of a request may have ${MAX_HEAD_BYTES} bytes at most`);
}

function isHost(host: string): boolean {
  if (host === goodHost && host !== '') return true;
  if (!HOST.test(host)) return false;
  goodHost = host;
  return true;
}

/** Whether a target is ASCII, as all URLs are, and what is encoded in it is UTF-8. */
function isReadable(url: string): boolean {
  if (!/^[\x21-\x7e]*$/.test(url)) return false;
  if (!url.includes('%')) return true;
  try {
    decodeURIComponent(url);
    return true;
  } catch {
    return false;
  }
}

function malformed(detail: string): Problem {
  return new Problem('malformed_request', detail);
}
