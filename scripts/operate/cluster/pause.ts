/** Waiting that a person can end. */
import { setTimeout as delay } from 'node:timers/promises';

/** @throws what the signal was aborted with */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => {});
  signal?.throwIfAborted();
}
