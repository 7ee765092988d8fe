/** What becomes of the times that the organizer has set, where the source moves an event. Pure. */
import type { Change, NewEvent } from '../../../../functions/publish/api.ts';
import { changeErrors } from '../../../../functions/publish/event-rules.ts';
import type { EventView } from '../../../../functions/shared/event/event-view.ts';

/** Times of an event that no source tells. */
export type OwnTimes = Pick<NewEvent, 'doorsAt' | 'onSaleAt' | 'offSaleAt' | 'cancelUntil'>;
type Told = Pick<NewEvent, 'startsAt' | 'endsAt'>;

/**
 * Doors, the end of the sale and that of cancelling stay as long before the beginning as they were; a sale that has ended does not begin again.
 * The begin of the sale is a date that was announced: it stays, unless the sale would be over before it.
 */
export function timesAlong(shown: EventView, { startsAt, endsAt }: Told, now: Date): OwnTimes {
  if (startsAt === shown.startsAt && endsAt === shown.endsAt) return ownTimesOf(shown);
  const by = Date.parse(startsAt) - Date.parse(shown.startsAt);
  const doorsAt = shown.doorsAt && later(shown.doorsAt, by);
  const offSaleAt = shown.offSaleAt && endAlong(shown.offSaleAt, by, endsAt, now);
  const cancelUntil = shown.cancelUntil && endAlong(shown.cancelUntil, by, endsAt, now);
  const isTooLate = shown.onSaleAt !== null && shown.onSaleAt >= (offSaleAt ?? endsAt);
  const onSaleAt = shown.onSaleAt !== null && isTooLate ? later(shown.onSaleAt, by) : shown.onSaleAt;
  return { doorsAt, onSaleAt, offSaleAt, cancelUntil };
}

function ownTimesOf({ doorsAt, onSaleAt, offSaleAt, cancelUntil }: EventView): OwnTimes {
  return { doorsAt, onSaleAt, offSaleAt, cancelUntil };
}

/** What has passed stays so, and nothing is moved into the past; nothing is after the end. */
function endAlong(instant: string, by: number, endsAt: string, now: Date): string {
  const at = now.toISOString();
  const moved = later(instant, by);
  const along = instant > at && moved > at ? moved : instant;
  return along > endsAt ? endsAt : along;
}

const later = (instant: string, by: number): string => new Date(Date.parse(instant) + by).toISOString();

/**
 * What the API would have against the times of a change, in its words; undefined for nothing.
 * @param body of the same event as its source has it
 */
export function objectionTo(change: Change, shown: EventView, body: NewEvent, now: Date): string | undefined {
  // A view has no chart: what is against that only the server knows.
  const { chart, priceCategories } = body;
  const before = { ...shown, chart, priceCategories };
  const errors = changeErrors(before, { ...before, ...timesIn(change) }, now, shown.status === 'draft');
  return errors.length === 0 ? undefined : errors.map(({ path, message }) => `${path}: ${message}`).join('; ');
}

const TIMES = ['startsAt', 'endsAt', 'doorsAt', 'onSaleAt', 'offSaleAt', 'cancelUntil'] as const;

function timesIn(change: Change): Partial<Told & OwnTimes> {
  return Object.fromEntries(TIMES.filter((field) => field in change).map((field) => [field, change[field]]));
}
