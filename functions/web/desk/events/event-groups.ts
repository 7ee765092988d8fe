/** How an organizer's events stand, and which are shown together. Pure. */
import type { ListedEvent } from '../../asking/views.ts';

export type EventGroup = 'drafts' | 'onSale' | 'soon' | 'ended' | 'cancelled' | 'past';

type Dated = Pick<ListedEvent, 'status' | 'startsAt' | 'endsAt' | 'onSaleAt' | 'offSaleAt'>;

export function groupOf({ status, endsAt, onSaleAt, offSaleAt }: Dated, now: number): EventGroup {
  if (status === 'draft') return 'drafts';
  if (Date.parse(endsAt) <= now) return 'past';
  if (status === 'cancelled') return 'cancelled';
  if (onSaleAt !== null && Date.parse(onSaleAt) > now) return 'soon';
  if (offSaleAt !== null && Date.parse(offSaleAt) <= now) return 'ended';
  return 'onSale';
}

/** In this order they stand on the page: what is to be done first. */
const ORDER: readonly EventGroup[] = ['drafts', 'onSale', 'soon', 'ended', 'cancelled', 'past'];

/** Events in the order of their beginning, of past ones the latest first; none twice. */
export function groupsOf<Event extends Dated & { id: string }>(
  events: readonly Event[],
  now: number,
): { group: EventGroup; events: Event[] }[] {
  const byId = new Map(events.map((event) => [event.id, event]));
  const sorted = [...byId.values()].toSorted((one, other) => Date.parse(one.startsAt) - Date.parse(other.startsAt));
  const found = Map.groupBy(sorted, (event) => groupOf(event, now));
  return ORDER.flatMap((group) => {
    const inside = found.get(group);
    return inside ? [{ group, events: group === 'past' ? inside.toReversed() : inside }] : [];
  });
}
