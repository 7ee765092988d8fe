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

/** The highest there is. */
const HIGH_LIMIT = 1_000;

/** How many seats there are in all. */
export function capacityOf({ rows, perRow, general }: EventPlan): number {
  return rows * perRow + general;
}

/** The label of a seat by its number. */
export function labelOf({ rows, perRow }: EventPlan, seat: number): string {
  const floor = seat - rows * perRow;
  return floor < 0 ? `A-${Math.floor(seat / perRow) + 1}-${(seat % perRow) + 1}` : `GA-${floor + 1}`;
}

/** The number of a seat by its label; undefined when the event has no such seat. */
export function seatOf({ rows, perRow, general }: EventPlan, label: string): number | undefined {
  const [section, first = '', second = ''] = label.split('-');
  if (section === 'A' && isFrom1To(rows, first) && isFrom1To(perRow, second))
    return (Number(first) - 1) * perRow + Number(second) - 1;
  if (section === 'GA' && second === '' && isFrom1To(general, first)) return rows * perRow + Number(first) - 1;
  return undefined;
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
    chart: {
      sections: [
        {
          id: 'A',
          name: 'Stalls',
          kind: 'seated',
          priceCategory: 'P1',
          rows: Array.from({ length: event.rows }, (_, row) => ({
            label: String(row + 1),
            seats: event.perRow,
          })),
        },
        { id: 'GA', name: 'Floor', kind: 'general', priceCategory: 'P2', capacity: event.general },
      ],
    },
  };
}
