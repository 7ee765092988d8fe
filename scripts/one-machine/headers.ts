/** Which headers of a message go on with it. */
import type { IncomingMessage } from 'node:http';

/** Names that belong to one connection, not to the message (RFC 9110, 7.6.1); Expect is answered by the server that gets it. */
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
  'expect',
]);

/** The headers that may be passed on, as flat name-value pairs: without those of the connection, those it names, and `dropped`. */
export function passedHeaders(message: IncomingMessage, dropped?: ReadonlySet<string>): string[] {
  const raw = message.rawHeaders;
  const named = message.headers.connection;
  const more =
    named === undefined || named === 'close' || named === 'keep-alive'
      ? undefined
      : named
          .toLowerCase()
          .split(',')
          .map((name) => name.trim());
  const passed: string[] = [];
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i] as string;
    const key = name.toLowerCase();
    if (HOP_BY_HOP.has(key) || dropped?.has(key) || more?.includes(key)) continue;
    passed.push(name, raw[i + 1] as string);
  }
  return passed;
}

export const hasBody = (req: IncomingMessage): boolean =>
  req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0;
