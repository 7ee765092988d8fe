/** The settings of functions that hash passwords, and what their pods are. */
import { wholeNumber } from '../config.ts';

export const passwordSettings = {
  /** Two hold 38 MiB and leave the other half of libuv's four threads to everything else. */
  HASHES_AT_ONCE: wholeNumber(1, 64, 2),
  /** With two at once the last in the queue waits about a second; beyond that a 503 is the better answer. */
  HASHES_WAITING: wholeNumber(0, 10_000, 128),
};

/** A pod of theirs. */
export const HASHING_POD = {
  target: {
    is: 10,
    because: 'A hash takes 9 ms of a core: at 7 in flight (70 % of it) the last waits for 64 ms.',
  },
  concurrency: {
    is: 40,
    because:
      'Two argon2id hashes at a time keep a core busy (functions/shared/identity/password.ts): a few requests are a full pod.',
  },
  timeoutSeconds: 60,
  cpu: '500m',
  memory: '256Mi',
} as const;
