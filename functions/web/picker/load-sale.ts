/** What the sale of an event begins with, asked for and made ready. */
import { type ChartAnswer, type EventAnswer, type Hall, hallSteps } from './hall/seat-hall.ts';
import type { SeatMessage } from './hall/seat-states.ts';
import { inTurns } from './turns.ts';

/** What a sale begins with. */
export interface LoadedSale {
  event: EventAnswer;
  chart: ChartAnswer;
  seats: SeatMessage;
  /** Of event and chart, where it was made already. */
  hall?: Hall;
}

const LOAD_MS = 15_000;

/**
 * @param cache `no-cache` where what a browser has kept is known to be of before
 * @param chartAt where the chart is: by a name under which a browser may have kept it, or as it is now
 */
export async function loadSale(
  url: string,
  cache: RequestCache = 'default',
  chartAt = `${url}/chart`,
): Promise<Required<LoadedSale>> {
  const [hall, seats] = await Promise.all([
    Promise.all([getEvent(url, cache), getJson<ChartAnswer>(chartAt, cache)]).then(hallSoon),
    getJson<SeatMessage>(`${url}/availability?seats=compact&since=0`),
  ]);
  if (!hall || !seats) throw new Error('the hall cannot be loaded');
  return { ...hall, seats };
}

/** The event itself was asked for, and there is none. */
export class NoSuchEvent extends Error {}

/**
 * The hall is made while its seats are still on their way, and step by step: 50,000 seats in one go keep a phone from anything else for a third of a
 * second.
 */
async function hallSoon([event, chart]: readonly [EventAnswer | undefined, ChartAnswer | undefined]): Promise<
  Omit<Required<LoadedSale>, 'seats'> | undefined
> {
  if (!event || !chart) return undefined;
  return { event, chart, hall: await inTurns(hallSteps(chart, event)) };
}

/** @throws NoSuchEvent */
async function getEvent(url: string, cache: RequestCache): Promise<EventAnswer | undefined> {
  const response = await get(url, cache);
  // An id that none can have is refused as what it is, no event's.
  if (response.status === 404 || response.status === 422) throw new NoSuchEvent();
  return response.ok ? ((await response.json()) as EventAnswer) : undefined;
}

/** Undefined where it is refused. */
export async function getJson<Answer>(url: string, cache: RequestCache = 'default'): Promise<Answer | undefined> {
  const response = await get(url, cache);
  return response.ok ? ((await response.json()) as Answer) : undefined;
}

const get = (url: string, cache: RequestCache): Promise<Response> =>
  fetch(url, {
    cache,
    headers: { accept: 'application/json' },
    credentials: 'omit',
    signal: AbortSignal.timeout(LOAD_MS),
  });

/** What is chosen is kept there, for a reload; undefined where a browser has none for this page. */
export function tabStorage(): Storage | undefined {
  try {
    return sessionStorage;
  } catch {
    return undefined;
  }
}
