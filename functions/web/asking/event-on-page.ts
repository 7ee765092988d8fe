/** An event as its page shows it, from three questions to event-detail. */
import type { AvailabilitySnapshotView, ChartView, EventViewOfPage } from './views.ts';
import { type FunctionReply, type FunctionClient, FunctionFault, type PageVisitor } from './function-client.ts';

/** All that the page of an event shows. */
export interface EventOnPage {
  event: EventViewOfPage;
  chart: ChartView | undefined;
  /** Where it may be asked for once and for all. */
  chartPath: string | undefined;
  /** Undefined while it cannot be seen. */
  availability: AvailabilitySnapshotView | undefined;
}

/** Undefined when there is no such event for everybody. @throws FunctionFault */
export async function findEventOnPage(
  functions: FunctionClient,
  eventId: string,
  visitor: PageVisitor,
): Promise<EventOnPage | undefined> {
  const path = `/v1/events/${eventId}`;
  const read = (rest: string): Promise<FunctionReply> => functions.read('event-detail', path + rest, visitor, eventId);
  const [event, chart, availability] = await Promise.all([
    read(''),
    read('/chart'),
    // Where seats cannot be seen the page says so.
    read('/availability?seats=compact').catch(() => undefined),
  ]);
  if (event.status === 404) return undefined;
  if (event.status !== 200) throw new FunctionFault(`event-detail answers ${event.status}`);
  return {
    event: event.body as EventViewOfPage,
    chart: chart.status === 200 ? (chart.body as ChartView) : undefined,
    chartPath: chart.headers['content-location'],
    availability: availability?.status === 200 ? (availability.body as AvailabilitySnapshotView) : undefined,
  };
}
