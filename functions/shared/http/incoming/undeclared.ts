/** What an operation does not declare it refuses: what is ignored today may be what the caller meant. */
import type { IncomingMessage } from 'node:http';
import { Problem } from '../../problem.ts';

/** `application/json` in UTF-8, said with as much as HTTP lets one say (RFC 9110, 8.3.1). */
const JSON_TYPE = /^application\/json[ \t]*(?:;[ \t]*(?:charset=(?:utf-8|"utf-8")[ \t]*)?)?$/i;

/** A body that the operation does not take. */
export function undeclaredBody(): Problem {
  const errors = [{ path: 'body', message: 'this operation takes no body' }];
  return new Problem('invalid', 'this operation takes no body, not even an empty object', { errors });
}

/** @throws Problem `media_type_unsupported` when what is sent is said to be anything but plain JSON in UTF-8 */
export function requireJson({ headers }: IncomingMessage): void {
  if (!JSON_TYPE.test(headers['content-type'] ?? ''))
    throw unsupported('send the body as application/json, in UTF-8', { accept: 'application/json' });
  requireNoCoding(headers);
}

/**
 * A request without a body may still say that it would be JSON, as some clients do whatever they send.
 * @throws Problem `invalid` or `media_type_unsupported`
 */
export function requireNoBody({ headers }: IncomingMessage, body: Buffer): void {
  if (body.length > 0) throw undeclaredBody();
  if (headers['content-type'] !== undefined && !JSON_TYPE.test(headers['content-type']))
    throw unsupported('this operation takes no body, and nothing is one of this type', { accept: 'application/json' });
  requireNoCoding(headers);
}

function requireNoCoding(headers: IncomingMessage['headers']): void {
  if ((headers['content-encoding'] ?? 'identity').toLowerCase() !== 'identity')
    throw unsupported('send the body as it is, without a content coding', { 'accept-encoding': 'identity' });
}

/** @param accepted what would have been taken, as a header says it (RFC 9110, 15.5.16) */
function unsupported(detail: string, accepted: Record<string, string>): Problem {
  return new Problem('media_type_unsupported', detail, {}, { headers: accepted });
}
