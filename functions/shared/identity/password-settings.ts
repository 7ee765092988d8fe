/** The settings of functions that hash passwords. */
import { wholeNumber } from '../config.ts';

export const passwordSettings = {
  /** Two hold 38 MiB and leave the other half of libuv's four threads to everything else. */
  HASHES_AT_ONCE: wholeNumber(1, 64, 2),
  /** With two at once the last in the queue waits about a second; beyond that a 503 is the better answer. */
  HASHES_WAITING: wholeNumber(0, 10_000, 128),
};
