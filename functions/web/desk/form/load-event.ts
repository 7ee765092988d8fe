/** An event with its chart, as the API has them. */
import type { EventViewOfPage } from '../../asking/views.ts';
import { askDesk, type DeskProblem } from '../desk-api.ts';
import type { EventWithHall } from './event-draft.ts';

/** With the tag that If-Match names it by; or why it is not there. */
export async function loadEvent(
  eventId: string,
): Promise<(EventWithHall & { etag: string | undefined }) | DeskProblem> {
  const path = `/v1/events/${eventId}`;
  const [event, chart] = await Promise.all([
    askDesk<EventViewOfPage>(path),
    askDesk<EventWithHall['chart']>(`${path}/chart`),
  ]);
  if (!event.ok) return event.problem;
  if (!chart.ok) return chart.problem;
  return { event: event.body, chart: chart.body, etag: event.etag };
}
