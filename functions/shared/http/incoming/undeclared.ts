/** What an operation does not declare it refuses: what is ignored today may be what the caller meant. */
import type { IncomingMessage } from 'node:http';
import { Problem } from '../../problem.ts';

/** A media type, and then parameters, of which some may be empty (RFC 9110, 5.6.6 and 8.3.1). */
const MEDIA_TYPE = /^([^;]*)((?:;.*)?)$/;
const PARAMETER =
  /;[ \t]*(?:([!#$%&'*+.^\w`|~-]+)=([!#$%&'*+.^\w`|~-]+|"(?:[\t \x21\x23-\x5b\x5d-\x7e\x80-\xff]|\\[\t \x21-\x7e\x80-\xff])*"))?[ \t]*/y;
const LONGEST_TYPE = 256;

/**
 * Whether a body is said to be JSON in UTF-8. JSON has no parameters (RFC 8259, 11), and what is none of a type's is passed over (RFC 2045, 5.1); but
 * who names a charset says how the bytes are to be read.
 */
function isJson(type: string): boolean {
  if (type === 'application/json') return true;
  const [, name = '', parameters = ''] = MEDIA_TYPE.exec(type) ?? [];
  if (type.length > LONGEST_TYPE || name.trimEnd().toLowerCase() !== 'application/json') return false;
  const seen = new Set<string>();
  for (PARAMETER.lastIndex = 0; PARAMETER.lastIndex < parameters.length;) {
    const [found, parameter, value] = PARAMETER.exec(parameters) ?? [];
    if (found === undefined) return false;
    if (parameter === undefined || value === undefined) continue;
    const [attribute, said] = [parameter.toLowerCase(), plainValue(value).toLowerCase()];
    // Which of two is meant, nobody knows.
    if (seen.has(attribute) || (attribute === 'charset' && said !== 'utf-8')) return false;
    seen.add(attribute);
  }
  return true;
}

function plainValue(value: string): string {
  return value.startsWith('"') ? value.slice(1, -1).replaceAll(/\\(.)/g, '$1') : value;
}

/** A body that the operation does not take. */
export function undeclaredBody(): Problem {
  const errors = [{ path: 'body', message: 'this operation takes no body' }];
  return new Problem('invalid', 'this operation takes no body, not even an empty object', { errors });
}

/** @throws Problem `media_type_unsupported` when what is sent is said to be anything but plain JSON in UTF-8 */
export function requireJson({ method, headers }: Pick<IncomingMessage, 'method' | 'headers'>): void {
  if (!isJson(headers['content-type'] ?? ''))
    throw unsupported('send the body as application/json, in UTF-8', {
      accept: 'application/json',
      ...(method === 'PATCH' && { 'accept-patch': 'application/json' }),
    });
  requireNoCoding(headers);
}

/**
 * A request without a body may still say that it would be JSON, as some clients do whatever they send.
 * @throws Problem `invalid` or `media_type_unsupported`
 */
export function requireNoBody({ headers }: Pick<IncomingMessage, 'headers'>, body: Buffer): void {
  if (body.length > 0) throw undeclaredBody();
  if (headers['content-type'] !== undefined && !isJson(headers['content-type']))
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
