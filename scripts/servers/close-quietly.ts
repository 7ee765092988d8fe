/** The end of a connection to RabbitMQ, or of a channel. */
import { setTimeout as sleep } from 'node:timers/promises';

/** So long it may wait for RabbitMQ. */
const CLOSE_MS = 2_000;

interface Closable {
  close(): Promise<void>;
  once(event: 'close', listener: () => void): unknown;
}

/**
 * Closes what may be closed already. Returns when it is closed, or RabbitMQ has not said so in time. The library's own promise settles in
 * neither case when the connection goes down before RabbitMQ confirms; the event `close` comes then, too.
 */
export async function closeQuietly(closable: Closable): Promise<void> {
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  closable.once('close', resolve);
  const closing = (async () => closable.close())().catch(() => {}); // it was closed by the other side
  await Promise.race([closing, closed, sleep(CLOSE_MS, undefined, { ref: false })]);
}
