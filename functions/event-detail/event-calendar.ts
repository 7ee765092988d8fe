/** An event as an entry of a calendar. Pure. */
import { calendarText } from '../shared/event/calendar/calendar-text.ts';
import type { StoredEvent } from '../shared/event/row.ts';

export function eventCalendar(event: StoredEvent): string {
  const { id, version, updatedAt, category, ...rest } = event;
  return calendarText([{ ...rest, id, revision: version, changedAt: updatedAt, categories: [category], isBusy: true }]);
}
