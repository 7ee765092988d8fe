/**
 * Events as their shard has them now. All who ask for one at the same moment share one read, which brings nothing where the version is
 * known already; what is answered of a version is written once, and compressed once.
 */
import { hash } from 'node:crypto';
import type * as z from 'zod';
import { seatingOf } from '../shared/event/chart.ts';
import type { EventView } from '../shared/event/event-view.ts';
import { type StoredEvent, readEvent, readPlan, rereadEvent, viewOf } from '../shared/event/row.ts';
import type { Plan } from '../shared/plan/plan.ts';
import { Content } from '../shared/http/content.ts';
import { Memo } from '../shared/memo.ts';
import type { Pool } from '../shared/mysql/pool.ts';
import type { Identify } from '../shared/http/call.ts';
import { SingleFlight } from '../shared/single-flight.ts';
import type { getChart } from './api.ts';
import { readSoldSeats } from './store.ts';
import { type Availability, numbersView } from './availability-views.ts';
import { eventCalendar } from './event-calendar.ts';
import { visible } from './visible.ts';

/** A version of an event, with what is answered of it: made when it is first sent. */
export interface ShownEvent {
  event: StoredEvent;
  plan: Plan | undefined;
  view: Content<EventView>;
  chart: ShownChart;
  calendar: Content<string>;
}

/** A chart with its plan, and what it is called among all that it was and will be: a database that was put back counts a version twice. */
class ShownChart extends Content<z.input<(typeof getChart)['answers'][200]>> {
  #print: string | undefined;

  get print(): string {
    return (this.#print ??= hash('sha256', this.plain, 'base64url').slice(0, 16));
  }
}

/** With the largest chart one is a megabyte or two: read, written (300 KB), and compressed (a kilobyte or two). */
const REMEMBERED_EVENTS = 50;
const PLAN_READS = 5;

export class EventReads {
  readonly #events = new SingleFlight<ShownEvent | undefined>();
  readonly #sold = new SingleFlight<Availability>();
  readonly #known = new Memo<ShownEvent>(REMEMBERED_EVENTS);

  /** An event, as somebody may see it. @throws Problem `event_not_found`; what `identify` throws, where it matters who asks */
  async shown(pool: Pool, eventId: string, identify: Identify): Promise<ShownEvent> {
    const shown = await this.#events.together(eventId, () => this.#read(pool, eventId));
    await visible(shown?.event, identify);
    return shown as ShownEvent;
  }

  /** As `shown`, without what is answered of it. */
  async event(pool: Pool, eventId: string, identify: Identify): Promise<StoredEvent> {
    return (await this.shown(pool, eventId, identify)).event;
  }

  /** What MySQL alone says of an event's seats: which are sold. @throws as `event` */
  async sold(pool: Pool, eventId: string, identify: Identify): Promise<Availability> {
    const event = await this.event(pool, eventId, identify);
    return this.#sold.together(eventId, async () => {
      const sold = bitmapOf(await readSoldSeats(pool, eventId), event.seatsTotal);
      const { status, version: eventVersion, chartVersion, chart } = event;
      const seating = seatingOf(chart);
      return {
        eventId,
        version: 0,
        eventVersion,
        status,
        build: '',
        chartVersion,
        seating,
        held: Buffer.alloc(0),
        sold,
      };
    });
  }

  async #read(pool: Pool, eventId: string): Promise<ShownEvent | undefined> {
    const known = this.#known.get(eventId);
    for (let attempt = 1; ; attempt++) {
      const event = await (known ? rereadEvent(pool, known.event) : readEvent(pool, eventId));
      if (!event || event === known?.event) return event && known;
      const isSamePlan = known?.event.planVersion === event.planVersion && known.event.version < event.version;
      const plan = isSamePlan ? known.plan : await planOf(pool, event);
      // It has become another one meanwhile; one that is not to be found at all is none.
      if (!plan && event.planVersion > 0 && attempt < PLAN_READS) continue;
      const shown = shownOf(event, plan, known);
      this.#known.set(eventId, shown);
      return shown;
    }
  }
}

async function planOf(pool: Pool, { id, planVersion }: StoredEvent): Promise<Plan | undefined> {
  return planVersion === 0 ? undefined : readPlan(pool, id, planVersion);
}

function shownOf(event: StoredEvent, plan: Plan | undefined, before: ShownEvent | undefined): ShownEvent {
  const { id: eventId, chart, chartVersion, planVersion, seatsTotal } = event;
  const isSameChart =
    before?.event.chartVersion === chartVersion && before.plan === plan && before.event.version < event.version;
  const planned = plan && { planVersion, plan };
  return {
    event,
    plan,
    view: new Content(() => viewOf(event)),
    chart: isSameChart
      ? before.chart
      : new ShownChart(() => ({
          eventId,
          chartVersion,
          seatsTotal,
          sections: chart.sections,
          ...numbersView(chart),
          ...planned,
        })),
    calendar: new Content(() => eventCalendar(event), String),
  };
}

function bitmapOf(seats: readonly number[], total: number): Buffer {
  const bitmap = Buffer.alloc(Math.ceil(total / 8));
  for (const seat of seats) bitmap[seat >> 3] = (bitmap[seat >> 3] ?? 0) | (0x80 >> (seat & 7));
  return bitmap;
}
