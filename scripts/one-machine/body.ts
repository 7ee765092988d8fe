/** Request bodies that are read whole, up to a limit. */
import type { IncomingMessage } from 'node:http';

/** A client that goes on sending after it was refused is read this much further, so that it gets to see the answer. */
const PATIENCE_BYTES = 16 * 1024 * 1024;

/** The body, or undefined when it is longer than the limit or breaks off. */
export async function readUpTo(req: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > limit) return undefined;
      chunks.push(chunk);
    }
  } catch {
    return undefined;
  }
  return chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
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
