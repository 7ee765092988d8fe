/** Request bodies that are read whole, up to a limit. */
import type { IncomingMessage } from 'node:http';

/** A client that goes on sending after it was refused is read this much further, so that it gets to see the answer. */
const PATIENCE_BYTES = 16 * 1024 * 1024;
const FIRST_BYTES = 1024;
const NOTHING: Buffer = Buffer.alloc(0);

/** Why there is no body: it is longer than the limit, there was no room for it, or it broke off. */
export type NoBody = 'too large' | 'no room' | 'broken off';

/**
 * Reads a body whole. What was read takes about as much memory as it has bytes, into however many pieces its sender cut it. Of
 * one that was too large or had no room `discard` is to see to the rest.
 * @param room is asked before more than so many bytes are kept
 */
export function gather(
  req: IncomingMessage,
  limit: number,
  room: (size: number) => boolean,
  done: (body: Buffer | NoBody) => void,
): void {
  const told = Number(req.headers['content-length'] ?? Number.NaN);
  if (told > limit) return done('too large');
  let kept = NOTHING;
  let size = 0;
  const end = (outcome: Buffer | NoBody): void => {
    req.off('data', take).off('end', whole).off('close', broken);
    done(outcome);
  };
  const take = (chunk: Buffer): void => {
    const from = size;
    size += chunk.length;
    if (size > limit) return end('too large');
    if (from === 0 && size === told) {
      kept = chunk; // as it comes in nearly always
      if (!room(size)) end('no room');
      return;
    }
    if (size > kept.length) {
      const longer = Math.min(limit, Math.max(FIRST_BYTES, size, kept.length * 2));
      if (!room(longer)) return end('no room');
      const larger = Buffer.allocUnsafeSlow(longer);
      kept.copy(larger, 0, 0, from);
      kept = larger;
    }
    chunk.copy(kept, from);
  };
  const whole = (): void => end(kept.subarray(0, size));
  const broken = (): void => end('broken off');
  req.on('error', () => undefined);
  req.on('data', take).once('end', whole).once('close', broken);
}

/** The body, or undefined when it is longer than the limit or breaks off; then `discard` is to see to the rest of it. */
export function readUpTo(req: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    gather(req, limit, Boolean, (body) => resolve(typeof body === 'string' ? undefined : body));
  });
}

/** Reads on without keeping anything; cuts the connection when there is no end to it. */
export function discard(req: IncomingMessage): void {
  let left = PATIENCE_BYTES;
  req.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) req.destroy();
  });
  req.on('error', () => undefined);
  req.resume();
}
