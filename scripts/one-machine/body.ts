/** Request bodies that are read whole, up to a limit. */
import type { IncomingMessage } from 'node:http';

/** A client that goes on sending after it was refused is read this much further, so that it gets to see the answer. */
const PATIENCE_BYTES = 16 * 1024 * 1024;

/** The body, or undefined when it is longer than the limit or breaks off; then `discard` is to see to the rest of it. */
export function readUpTo(req: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  const { promise, resolve } = Promise.withResolvers<Buffer | undefined>();
  const chunks: Buffer[] = [];
  let size = 0;
  const take = (chunk: Buffer): void => {
    size += chunk.length;
    chunks.push(chunk);
    if (size <= limit) return;
    req.off('data', take);
    resolve(undefined);
  };
  req.on('data', take);
  req.once('end', () => resolve(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)));
  req.once('error', () => resolve(undefined));
  req.once('close', () => resolve(undefined));
  return promise;
}

/** Reads on without keeping anything; cuts the connection when there is no end to it. */
export function discard(req: IncomingMessage): void {
  let left = PATIENCE_BYTES;
  req.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) req.destroy();
  });
  req.on('error', () => undefined);
}
