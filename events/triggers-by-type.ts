/** The Triggers of releases that had one for each type that a function takes: their queues and objects are taken out of use. */
import { addressees } from './addressees.ts';
import type { EventType } from './catalog.ts';

/** One of them. */
export interface FormerTrigger {
  /** `book-event-updated`. */
  name: string;
  taker: string;
  type: EventType;
}

export const FORMER_TRIGGERS: readonly FormerTrigger[] = (Object.keys(addressees) as EventType[]).flatMap((type) =>
  (addressees[type] ?? []).map((taker) => ({
    name: `${taker}-${type.replace(/\.v1$/, '').replaceAll('.', '-')}`,
    taker,
    type,
  })),
);
