/** Seats in words: what a screen reader says of one, and what everybody is told when something becomes of it. */
import { nameBeside } from './price.ts';
import { speakMoney } from './spoken-money.ts';
import * as texts from '../../texts/of-page.ts';
import {
  AISLE,
  COMPANION,
  type Hall,
  type PlaceOf,
  priceOf,
  RESTRICTED,
  rowIndexOf,
  WHEELCHAIR,
} from '../hall/seat-hall.ts';
import { FREE, HELD } from '../hall/seat-states.ts';

/** What a seat is to whoever looks at it. */
export type SeatStanding = 'free' | 'chosen' | 'yours' | 'held' | 'taken';

/** @param own whether it is one's own: chosen, or on hold */
export function standingOf(state: number | undefined, own: 'chosen' | 'yours' | undefined): SeatStanding {
  if (own) return own;
  if (state === FREE) return 'free';
  return state === HELD ? 'held' : 'taken';
}

const STANDINGS: Readonly<Record<SeatStanding, string>> = {
  free: texts.seatFree,
  chosen: texts.seatChosen,
  yours: texts.seatYours,
  held: texts.seatHeld,
  taken: texts.seatTaken,
};

/** A row's name, or its label as one: "Row F", "Table 4". */
export function rowText(row: { label: string; name?: string | undefined }): string {
  return row.name ?? texts.rowName({ row: row.label });
}

/** What stands on a seat. */
export function shownOn({ section, place }: PlaceOf): string {
  const row = section.rows[rowIndexOf(section, place)];
  return row?.shown[place - row.first] ?? String(place + 1);
}

/** "Row F, seat 12". In a section by name: "Stalls, Row F, seat 12". */
export function seatText(seat: PlaceOf, withSection = false): string {
  const { section, place } = seat;
  const row = section.rows[rowIndexOf(section, place)];
  if (!row) return section.name;
  const words = { row: rowText(row), seat: shownOn(seat) };
  if (!withSection) return texts.seatNumber(words);
  return texts.seatInSection({ section: nameBeside(section.name), ...words });
}

/** "Row F, seat 12, 45 euros, free, aisle": what a seat is called where it is chosen. */
export function seatName(hall: Hall, seat: PlaceOf, standing: SeatStanding, keptWord?: string): string {
  const { section, place } = seat;
  const row = section.rows[rowIndexOf(section, place)];
  const facts = section.facts[place] ?? 0;
  const name = texts.seatName({
    row: row ? rowText(row) : section.name,
    seat: shownOn(seat),
    price: speakMoney(priceOf(hall, seat), hall.currency),
    state: (standing === 'yours' ? keptWord : undefined) ?? STANDINGS[standing],
  });
  return [name, ...factWords(facts)].join(', ');
}

export function factWords(facts: number): string[] {
  return [
    ...(facts & WHEELCHAIR ? [texts.seatWheelchair] : []),
    ...(facts & COMPANION ? [texts.seatCompanion] : []),
    ...(facts & RESTRICTED ? [texts.seatRestricted] : []),
    ...(facts & AISLE ? [texts.seatAisle] : []),
  ];
}
