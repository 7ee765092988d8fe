/**
 * Which pages of other origins may use the API from a browser (CORS; WHATWG Fetch, section 3.2). Tokens are sent by the page itself and
 * no cookie stands for anybody, so credentials are never asked for.
 */
import * as z from 'zod';
import { type Head, varyBy } from './answer-head.ts';

/** The origins that may; `*` is any. */
export type Origins = '*' | readonly string[];

/** A scheme and a host, perhaps with a port, as a browser writes them. */
const ORIGIN = /^https?:\/\/(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/;

/** Origins parted by commas, `*` for any, nothing for none. */
const originsOr = (otherwise: string) =>
  z
    .string()
    .default(otherwise)
    .transform((text, context): Origins => {
      const origins = text
        .split(',')
        .map((origin) => origin.trim())
        .filter((origin) => origin !== '');
      if (origins.length === 1 && origins[0] === '*') return '*';
      const wrong = origins.find((origin) => !isOrigin(origin));
      if (wrong === undefined) return origins;
      context.addIssue(
        `not an origin as browsers write it (https://app.example.com), nor * alone: ${JSON.stringify(wrong)}`,
      );
      return z.NEVER;
    });

/** Whose pages may use the API: nobody's else, where nothing is said. */
export const originList = originsOr('');

/** Whose pages may read what everybody may see: anybody's, where nothing is said. */
export const readerList = originsOr('*');

/** A default port is never written, nor is a path. */
function isOrigin(text: string): boolean {
  return ORIGIN.test(text) && URL.canParse(text) && new URL(text).origin === text;
}

/** What a page may read of an answer beside what any may. */
export const EXPOSED = [
  'etag',
  'location',
  'retry-after',
  'ratelimit',
  'ratelimit-policy',
  'allow',
  'www-authenticate',
  'content-disposition',
  'traceresponse',
  'x-request-id',
].join(', ');

/** What a page may send beside what any may. */
export const SENT = [
  'authorization',
  'content-type',
  'idempotency-key',
  'if-match',
  'if-none-match',
  'if-modified-since',
  'last-event-id',
  'traceparent',
  'tracestate',
  'x-request-id',
].join(', ');

/** A browser asks again after two hours: more, Chromium does not keep a permission for. */
export const PREFLIGHT_SECONDS = 7_200;

/**
 * Adds to the headers of an answer what lets a page of this origin read it.
 * @param readers who may beside those that may use the API, where everybody may see it
 */
export function allowOrigin(head: Head, origins: Origins, origin: string | undefined, readers: Origins = []): void {
  const allowed = allowedFor(origins, origin, readers);
  // Of a list, another origin is answered otherwise: whoever keeps an answer must know.
  if (origins !== '*' && (origins.length > 0 || (readers !== '*' && readers.length > 0))) varyBy(head, 'origin');
  if (allowed === undefined) return;
  head['access-control-allow-origin'] = allowed;
  head['access-control-expose-headers'] = EXPOSED;
}

function allowedFor(origins: Origins, origin: string | undefined, readers: Origins): string | undefined {
  // Also for who says no origin: a cache may have kept the answer for a page that does.
  if (readers === '*' && (origins === '*' || origin === undefined || !origins.includes(origin))) return '*';
  if (origin === undefined) return undefined;
  if (origins === '*') return '*';
  return origins.includes(origin) || readers.includes(origin) ? origin : undefined;
}

/** Adds to an answer to OPTIONS what lets a page send such a request. */
export function allowRequests(head: Head, allow: string): void {
  head['access-control-allow-methods'] = allow;
  head['access-control-allow-headers'] = SENT;
  head['access-control-max-age'] = PREFLIGHT_SECONDS;
}
