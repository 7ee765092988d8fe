/** Rules for an event that depend on when it is sent, or on what it was before. Pure. */
import { eventErrors, type NewEvent } from './api.ts';

/** What is wrong with an event, by the path of the field. */
export interface Wrong {
  path: string;
  message: string;
}

type Checked = Parameters<typeof eventErrors>[0];
type Times = Pick<NewEvent, 'startsAt' | 'endsAt'>;

const PAST = 'must not be in the past';

/** What speaks against publishing an event now. */
export function publicationErrors(event: Times, now: Date): Wrong[] {
  return isPast(event.startsAt, now) ? [{ path: 'startsAt', message: PAST }] : [];
}

/** What speaks against a change, as it leaves the event: what was so before, by rules of before, is no reason. */
export function changeErrors(before: Checked, next: Checked, now: Date): Wrong[] {
  const known = new Set(namedErrors(before).map(textOf));
  const moved = (['startsAt', 'endsAt'] as const).filter(
    (field) => next[field] !== before[field] && isPast(next[field], now),
  );
  // Fields that are the same are the same object.
  const isAsBefore = ({ path }: Wrong): boolean => {
    const field = path.split('.')[0] as keyof Checked;
    return next[field] === before[field];
  };
  return [
    ...namedErrors(next).filter((error) => !(known.has(textOf(error)) && isAsBefore(error))),
    ...moved.map((path) => ({ path, message: PAST })),
  ];
}

function namedErrors(event: Checked): Wrong[] {
  return eventErrors(event).map(({ path, message }) => ({ path: path.join('.'), message }));
}

function textOf({ path, message }: Wrong): string {
  return `${path}: ${message}`;
}

function isPast(instant: string, now: Date): boolean {
  return Date.parse(instant) <= now.getTime();
}
