/** How fast an organizer may change things, over all events and whatever it is: what it is changed by are several functions. */
import { wholeNumber } from '../config.ts';
import type { Pace } from './pace.ts';

export const changePaceSettings = {
  CHANGES_AT_ONCE: wholeNumber(1, 1_000_000, 60).describe(
    'Changes and cancellations of events, and blocks of seats, by one organizer: so many without waiting.',
  ),
  CHANGES_PER_MINUTE: wholeNumber(1, 1_000_000, 120).describe(
    'And so many a minute in the long run. Each is heard by three functions; an import keeps to it by itself.',
  ),
};

/** Their pace. */
export function changePace(config: { CHANGES_AT_ONCE: number; CHANGES_PER_MINUTE: number }): Pace {
  return { name: 'changes', atOnce: config.CHANGES_AT_ONCE, perMinute: config.CHANGES_PER_MINUTE };
}
