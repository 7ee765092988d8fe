/** From what a buyer asks for to seat numbers. Pure. */
import type { NumberRange, SectionRange } from '../../shared/event/chart.ts';
import { Problem } from '../../shared/problem.ts';
import { accessibleSeats } from './accessible-seats.ts';
import { bestSeats } from './best-seats.ts';
import { choicesOf, hasRestricted, rowLayout } from './row-layout.ts';
import type { EventOnSale } from './event-on-sale.ts';
import type { SeatRequest } from './seat-request.ts';
import { plural } from '../../shared/plural.ts';

/**
 * Seats by number, in ascending order (by name, unless the system has chosen them), or so many out of a section, of which so many are
 * places for wheelchairs.
 */
export type Wanted = { seats: number[]; isChosen?: true } | WantedInSection;

export interface WantedInSection {
  section: SectionRange;
  quantity: number;
  accessible: number;
  /** Only seats of this price category. */
  category?: string | undefined;
  /** Seats with a restricted view may be among them. */
  restricted?: boolean | undefined;
}

/**
 * @throws Problem `seats_unknown` (422) that names them, or `limit_exceeded` (409) when an order may not have that many
 */
export function wantedSeats(onSale: EventOnSale, request: SeatRequest): Wanted {
  const quantity = 'seats' in request ? request.seats.length : request.quantity;
  const { limitPerOrder } = onSale.event;
  if (quantity > limitPerOrder) {
    throw new Problem('limit_exceeded', `an order of this event may have ${plural(limitPerOrder, 'seat')}`, {
      reason: 'limit',
      seats: [],
    });
  }
  return meantSeats(onSale, request);
}

/** As `wantedSeats`, however many. @throws Problem `seats_unknown` (422) */
export function meantSeats(
  onSale: EventOnSale,
  request:
    | { seats: string[] }
    | {
        section: string;
        quantity: number;
        accessible?: number | undefined;
        priceCategory?: string | undefined;
        restricted?: boolean | undefined;
      },
): Wanted {
  if ('seats' in request) return { seats: numbersOf(onSale, request.seats) };
  const section = onSale.seating.sections.find((entry) => entry.id === request.section);
  if (!section) throw unknownSeats('section', [request.section]);
  const { quantity, accessible = 0, priceCategory: category, restricted } = request;
  const wanted = { section, quantity, accessible, ...(restricted === true && { restricted }) };
  if (category === undefined) return wanted;
  if (!section.prices.some((one) => one.category === category))
    throw unknownSeats('priceCategory', [category], `section ${section.id}`);
  return { ...wanted, category };
}

/** The problem of seats that somebody else has. @param holdIds the buyer's own holds, which have some of the others that he named */
export function seatsTaken(onSale: EventOnSale, seats: readonly number[], holdIds?: string[]): Problem {
  const labels = seats.map((seat) => onSale.seating.labelOf(seat));
  return new Problem('seats_unavailable', `taken: ${labels.join(', ')}`, {
    reason: 'unavailable',
    seats: labels,
    ...(holdIds && { holdIds }),
  });
}

/** The problem of a section with too few seats left. */
export function sectionFull({ section, accessible, category, restricted }: WantedInSection): Problem {
  const where = category === undefined ? `section ${section.id}` : `section ${section.id} at the price of ${category}`;
  const seats = accessible > 0 ? `seats, or not ${accessible} wheelchair places among them,` : 'seats';
  const view = restricted !== true && hasRestricted(section) ? '; those with a restricted view were not asked for' : '';
  return new Problem('capacity_exceeded', `${where} has not that many ${seats} left${view}`, {
    reason: 'capacity',
    seats: [],
  });
}

/**
 * Chooses free seats of a section by the rules of its kind. Without Redis buyers choose apart from each other: whoever lost
 * a seat that way begins anywhere, so that not all of them choose the same again.
 * @param start where to begin, 0 ≤ start < 1; 0 is the front
 * @returns in ascending order; undefined when fewer are free
 */
export function chooseFree(
  { section, quantity, accessible, category, restricted }: WantedInSection,
  taken: ReadonlySet<number>,
  start: number,
): number[] | undefined {
  const isTaken = (seat: number) => taken.has(seat);
  if (section.kind === 'general') return accessible > 0 ? undefined : lowestFree(section, quantity, isTaken, start);
  if (accessible > 0) {
    const chosen = accessibleSeats(rowLayout(section, category), quantity, accessible, isTaken);
    return chosen ?? accessibleSeats(rowLayout(section, category, restricted), quantity, accessible, isTaken);
  }
  for (const { stretches } of choicesOf(section, category, restricted)) {
    const onwards = start > 0 && bestSeats(stretches.slice(Math.floor(start * stretches.length)), quantity, isTaken);
    const chosen = onwards || bestSeats(stretches, quantity, isTaken);
    if (chosen) return chosen;
  }
  return undefined;
}

function lowestFree(
  section: SectionRange,
  quantity: number,
  isTaken: (seat: number) => boolean,
  start: number,
): number[] | undefined {
  const first = Math.floor(start * section.size);
  const seats: number[] = [];
  for (const [from, to] of partsFrom(section, first))
    for (let seat = from; seat <= to && seats.length < quantity; seat++) if (!isTaken(seat)) seats.push(seat);
  return seats.length < quantity ? undefined : seats.toSorted((a, b) => a - b);
}

/** All seats of a section, beginning with the one at a place and ending with the one before it. */
function partsFrom({ parts }: SectionRange, place: number): NumberRange[] {
  const [before, after]: [NumberRange[], NumberRange[]] = [[], []];
  let left = place;
  for (const [from, to] of parts) {
    const middle = Math.min(to + 1, from + left);
    if (middle > from) before.push([from, middle - 1]);
    if (middle <= to) after.push([middle, to]);
    left -= middle - from;
  }
  return [...after, ...before];
}

/** Their numbers, in ascending order. @param path where the request names them @throws Problem `seats_unknown` (422) */
export function numbersOf(onSale: EventOnSale, labels: readonly string[], path = 'seats'): number[] {
  const numbers = labels.map((label) => onSale.seating.numberOf(label));
  const missing = labels.filter((_, index) => numbers[index] === undefined);
  if (missing.length > 0) throw unknownSeats(path, missing);
  return numbers.filter((seat) => seat !== undefined).toSorted((a, b) => a - b);
}

/** The problem of seats or a section that are not there. */
export function unknownSeats(path: string, names: readonly string[], where = 'the chart'): Problem {
  const errors = names.map((name) => ({ path, message: `${where} has no ${name}` }));
  return new Problem('seats_unknown', `${where} has no ${names.join(', ')}`, { seats: [...names], errors });
}
