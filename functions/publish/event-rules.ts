/** Rules for an event that depend on when it is sent, or on what it was before. Pure. */
import { AT_THE_END, type ErrorAcross, eventErrors } from './api.ts';

/** What is wrong with an event, by the path of the field. */
export interface Wrong {
  path: string;
  message: string;
}

type Checked = Parameters<typeof eventErrors>[0];

const PAST = 'must not be in the past';

/**
 * What has to be still to come when it is said. An end of the sale, or of cancelling, that has passed would be a promise taken back as it is made:
 * null says that buyers cannot cancel. A sale may have begun long ago: that is at once.
 */
const TO_COME = ['startsAt', 'endsAt', 'doorsAt', 'offSaleAt', 'cancelUntil'] as const;
type TimeToCome = (typeof TO_COME)[number];
type Times = Pick<Checked, TimeToCome>;

/** So long ago is still now for what may be said to end at once: clocks differ, and a request is on its way for a moment. */
const STILL_NOW_MS = 10_000;
const MAY_BE_NOW: ReadonlySet<TimeToCome> = new Set(['doorsAt', 'offSaleAt', 'cancelUntil']);

/** What speaks against publishing an event now. That it is over, its beginning says. */
export function publicationErrors(event: Times, now: Date): Wrong[] {
  return passed(event, now).filter(({ path }) => path !== 'endsAt');
}

/**
 * What speaks against a change, as it leaves the event: what was so before, by rules of before or because time has passed, is no reason. A draft
 * is held to the clock when it is published. Told is a field that is sent: whoever moves the beginning has said nothing of the end.
 */
export function changeErrors(before: Checked, next: Checked, now: Date, isDraft = false): Wrong[] {
  const known = new Set(eventErrors(before).map(textOf));
  const moved = isDraft ? [] : passed(next, now).filter(({ path }) => next[path] !== before[path]);
  // Fields that are the same are the same object.
  const isAsBefore = (field: string | number | undefined): boolean =>
    next[field as keyof Checked] === before[field as keyof Checked];
  const errors = eventErrors(next)
    .filter((error) => !(known.has(textOf(error)) && isAsBefore(error.path[0])))
    .map(({ path, message, other }) =>
      other && isAsBefore(path[0]) && !isAsBefore(other.field)
        ? { path: other.field, message: other.message }
        : { path: path.join('.'), message },
    );
  return [...errors, ...moved];
}

function textOf({ path, message }: ErrorAcross): string {
  return `${path.join('.')}: ${message}`;
}

/** Which times have passed that are to come. */
function passed(event: Times, now: Date): { path: TimeToCome; message: string }[] {
  return TO_COME.filter((field) => {
    const instant = event[field];
    if (typeof instant !== 'string' || instant === AT_THE_END) return false;
    return Date.parse(instant) <= now.getTime() - (MAY_BE_NOW.has(field) ? STILL_NOW_MS : 0);
  }).map((path) => ({ path, message: PAST }));
}
