/** Which headers of a message go on with it. */
import type { IncomingMessage } from 'node:http';

/** Names that belong to one connection, not to the message (RFC 9110, 7.6.1). */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'te',
  'trailer',
  'upgrade',
  'proxy-authenticate',
  'proxy-authorization',
]);

/** Takes away, as Envoy does before it looks at a request, an Upgrade that Connection does not name, and one to h2c. */
export function leaveOutUpgrade({ headers }: Pick<IncomingMessage, 'headers'>): void {
  if (headers.upgrade === undefined) return;
  const names = (headers.connection ?? '').toLowerCase().split(',');
  if (headers.upgrade.toLowerCase() === 'h2c' || !names.some((name) => name.trim() === 'upgrade'))
    delete headers.upgrade;
}

/** Whether a caller waits to be told to go on with the body. Who gets it says so; other expectations go on, as at Envoy. */
export const awaitsContinue = (expect: string | undefined): boolean => expect?.toLowerCase() === '100-continue';

/** What Connection cannot take away: what frames a message, says who sends it and what it means, or is the gateway's own word. */
const PROTECTED = new Set([
  'transfer-encoding',
  'host',
  'authorization',
  'cookie',
  'origin',
  'forwarded',
  'via',
  'range',
  'expect',
  'date',
  'traceparent',
  'tracestate',
  'x-request-id',
  'x-real-ip',
  'idempotency-key',
  'last-event-id',
  'cache-control',
  'pragma',
]);
const PROTECTED_STARTS = [
  'content-',
  'accept',
  'if-',
  'x-forwarded',
  'x-envoy',
  'x-b3-',
  'x-seatmesh',
  'sec-fetch-',
  'ce-',
  'ce_',
  'k-',
  ':',
];

/** True for what no Connection header may name. @param name in lower case */
export const isProtected = (name: string): boolean =>
  PROTECTED.has(name) || PROTECTED_STARTS.some((start) => name.startsWith(start));

/** The options of Connection, all its headers joined, in lower case and without those that are empty. In one pass over the text. */
export const connectionOptions = (value: string): string[] =>
  value
    .toLowerCase()
    .split(',')
    .map((option) => option.trim())
    .filter((option) => option !== '');

/**
 * A request's headers that may be passed on, as flat name-value pairs: without those of the connection, those it names, `dropped`, and
 * those that frame it, for what is sent on is framed anew (`framing.ts`).
 */
export function requestHeaders(request: IncomingMessage, dropped?: ReadonlySet<string>): string[] {
  const passed: string[] = [];
  const named = namedBy(request.headers.connection);
  const raw = request.rawHeaders;
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i] as string;
    const key = name.toLowerCase();
    if (HOP_BY_HOP.has(key) || key === 'content-length' || dropped?.has(key) || named?.has(key)) continue;
    if (key === 'expect' && awaitsContinue(raw[i + 1])) continue;
    passed.push(name, raw[i + 1] as string);
  }
  return passed;
}

/** The same of an answer, whose length, if it has one, is what its reader has held it to. @param raw as they came */
export function answerHeaders(raw: readonly string[], connection: string | undefined): string[] {
  const passed: string[] = [];
  const named = namedBy(connection);
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i] as string;
    const key = name.toLowerCase();
    if (!HOP_BY_HOP.has(key) && !named?.has(key)) passed.push(name, raw[i + 1] as string);
  }
  return passed;
}

function namedBy(connection: string | undefined): ReadonlySet<string> | undefined {
  if (connection === undefined || connection === 'close' || connection === 'keep-alive') return undefined;
  return new Set(connectionOptions(connection).filter((name) => !isProtected(name)));
}
