/** The events that a proof sells, and what it knows of them by itself, without asking the system. */

/** An event of rows of seats at one price, and a floor at another. */
export interface ProofEvent {
  id: string;
  rows: number;
  perRow: number;
  /** Places on the floor. */
  general: number;
  seatedCents: number;
  generalCents: number;
  /** Has a limit per buyer, so that what buyers have is counted: too high for anybody to come near it. */
  limited: boolean;
  /** So often seats were added to it meanwhile, for all that its organizer knows; see `STEP_PLACES`. */
  steps?: number;
  /** In the end everything that is left of it is bought: then exactly its stock must be sold. */
  sellsOut: boolean;
}

/** A seat that has been given a price, and whether it was cancelled since. */
export type PricedSeat = readonly [label: string, priceCents: number, cancelled?: 'cancelled'];

/** A seat of an order, by the status of its item. */
export function pricedSeat(label: string, priceCents: number, status: string | undefined): PricedSeat {
  return status === 'cancelled' ? [label, priceCents, status] : [label, priceCents];
}

export type EventPlan = Omit<ProofEvent, 'id'>;

/** Each time seats are added these are a row before all others, as long as they are, and so many places on the floor. */
const STEP_PLACES = 7;

/** The highest there is. */
const HIGH_LIMIT = 1_000;

/** How many seats there are in all. @param steps so often seats were added: as often as ever where it is left out */
export function capacityOf(event: EventPlan, steps = event.steps ?? 0): number {
  return event.rows * event.perRow + event.general + steps * (event.perRow + STEP_PLACES);
}

/** How many places there are on the floor. */
export function placesOf({ general, steps = 0 }: EventPlan): number {
  return general + steps * STEP_PLACES;
}

/** The label of a seat by its number: what was there first keeps its own, and what is added has those that follow. */
export function labelOf(event: EventPlan, seat: number): string {
  const { rows, perRow, general } = event;
  const floor = seat - rows * perRow;
  if (floor < 0) return `A-${Math.floor(seat / perRow) + 1}-${(seat % perRow) + 1}`;
  if (floor < general) return `GA-${floor + 1}`;
  const step = Math.floor((floor - general) / (perRow + STEP_PLACES));
  const at = (floor - general) % (perRow + STEP_PLACES);
  return at < perRow ? `A-${addedRow(step)}-${at + 1}` : `GA-${general + step * STEP_PLACES + at - perRow + 1}`;
}

const addedRow = (step: number): string => `X${step + 1}`;

/** The number of a seat by its label; undefined when the event has no such seat. */
export function seatOf(event: EventPlan, label: string): number | undefined {
  const { rows, perRow, general, steps = 0 } = event;
  const [section, first = '', second = ''] = label.split('-');
  if (section === 'A' && isFrom1To(rows, first) && isFrom1To(perRow, second))
    return (Number(first) - 1) * perRow + Number(second) - 1;
  if (section === 'A' && first.startsWith('X') && isFrom1To(steps, first.slice(1)) && isFrom1To(perRow, second))
    return capacityOf(event, Number(first.slice(1)) - 1) + Number(second) - 1;
  if (section !== 'GA' || second !== '' || !isFrom1To(placesOf(event), first)) return undefined;
  const place = Number(first) - 1;
  if (place < general) return rows * perRow + place;
  const step = Math.floor((place - general) / STEP_PLACES);
  return capacityOf(event, step) + perRow + ((place - general) % STEP_PLACES);
}

/** Some neighbours in a row, whichever there is by now. */
export function neighboursIn(event: EventPlan, row: number, place: number, count: number): string[] {
  const { rows, perRow } = event;
  const first = row < rows ? row * perRow : capacityOf(event, row - rows);
  return Array.from({ length: Math.min(count, perRow - place) }, (_, index) => labelOf(event, first + place + index));
}

function isFrom1To(most: number, text: string): boolean {
  return /^[1-9]\d*$/.test(text) && Number(text) <= most;
}

/** What a seat costs. */
export function priceOf(event: EventPlan, label: string): number {
  return label.startsWith('A-') ? event.seatedCents : event.generalCents;
}

/** As POST /v1/events takes it. */
export function eventBody(event: EventPlan, title: string): Record<string, unknown> {
  return {
    title,
    description: 'Sold while things break',
    category: 'proof',
    startsAt: '2031-05-14T18:30:00Z',
    endsAt: '2031-05-14T22:00:00Z',
    currency: 'EUR',
    limitPerBuyer: event.limited ? HIGH_LIMIT : null,
    venue: { name: 'Old Hall', city: 'Lisbon', country: 'Portugal', timeZone: 'Europe/Lisbon' },
    priceCategories: [
      { id: 'P1', name: 'Stalls', priceCents: event.seatedCents },
      { id: 'P2', name: 'Floor', priceCents: event.generalCents },
    ],
    chart: chartOf(event),
  };
}

/** The chart with all that was added. */
export function chartOf(event: EventPlan): Record<string, unknown> {
  const { rows, perRow, steps = 0 } = event;
  const labels = [
    ...Array.from({ length: steps }, (_, step) => addedRow(steps - 1 - step)),
    ...Array.from({ length: rows }, (_, row) => String(row + 1)),
  ];
  const row = (label: string) => ({ label, seats: perRow });
  return {
    sections: [
      { id: 'A', name: 'Stalls', kind: 'seated', priceCategory: 'P1', rows: labels.map(row) },
      { id: 'GA', name: 'Floor', kind: 'general', priceCategory: 'P2', capacity: placesOf(event) },
    ],
  };
}
