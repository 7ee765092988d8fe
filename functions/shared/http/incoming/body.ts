/** The body of a request on its way in, within a limit. */
import type { IncomingMessage } from 'node:http';
import { Problem } from '../../problem.ts';

const DISCARDED_BYTES = 16 * 1024 * 1024;

/** What stands for the body of a request that has none. */
export const NO_BODY = Buffer.alloc(0);

/** Whether a request announces a body, be it an empty one in chunks. */
export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || !/^0?$/.test(headers['content-length'] ?? '');
}

/** @throws Problem `body_too_large`, or `malformed_request` when the request ended early; the rest is then still to be read */
export function readBody(request: IncomingMessage, limitBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const tooLarge = () => reject(new Problem('body_too_large', `a body may have ${limitBytes} bytes at most`));
    if (Number(request.headers['content-length'] ?? 0) > limitBytes) return tooLarge();
    const chunks: Buffer[] = [];
    let size = 0;
    const take = (chunk: Buffer): void => {
      size += chunk.length;
      chunks.push(chunk);
      if (size <= limitBytes) return;
      request.off('data', take);
      tooLarge();
    };
    request.on('data', take);
    request.on('end', () => resolve(chunks.length === 1 ? (chunks[0] ?? NO_BODY) : Buffer.concat(chunks, size)));
    request.on('error', () => reject(new Problem('malformed_request', 'the request ended early')));
  });
}

/** A connection closed on unread bytes is reset, and takes the answer with it: so what is refused is read, within a bound. */
export function discardBody(request: IncomingMessage): void {
  let left = DISCARDED_BYTES;
  request.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) request.destroy();
  });
  request.on('error', () => {});
}
