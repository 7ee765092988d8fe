/** The rows of a seated section as choosing sees them: where seats lie side by side, and what parts them. Pure. */
import { numberAt, type RowPart, type RowRange, type SectionRange } from '../../shared/event/chart.ts';

/**
 * Seats side by side, both ends inclusive: neither an aisle nor the row's end is between them. Seats that were added to a row are
 * another stretch.
 */
export interface Stretch {
  from: number;
  to: number;
  /**
   * The first and the last seat number of the whole row, as if all were numbered on from here, added up: seats whose ends add up to
   * this are in its middle.
   */
  middle: number;
  /** 0 is the front. */
  row: number;
}

/** A seated section by its stretches, in the order of the chart. */
export interface RowLayout {
  /** Without the places for wheelchairs and the seats beside them: those part a row as aisles do. */
  ordinary: readonly Stretch[];
  all: readonly Stretch[];
  accessible: ReadonlySet<number>;
  companion: ReadonlySet<number>;
  /**
   * `ordinary` and, where it is not the same, `all`, as the claim's script reads them; with a byte more where they are not in ascending
   * order of their seats.
   */
  packed: { ordinary: Buffer; all: Buffer };
}

const STRETCH_BYTES = 14;

const known = new WeakMap<SectionRange, Map<string, RowLayout>>();

/**
 * Lays out the rows of a seated section, once. @param category only seats of this price category
 * @param withRestricted seats from which one does not see all are as good as others; else there are none
 */
export function rowLayout(section: SectionRange, category?: string, withRestricted = false): RowLayout {
  const layouts = known.get(section) ?? new Map<string, RowLayout>();
  known.set(section, layouts);
  const isRestricted = withRestricted && hasRestricted(section);
  // An id of a category has no space.
  const name = `${category ?? ''} ${isRestricted}`;
  let layout = layouts.get(name);
  if (!layout) layouts.set(name, (layout = layOut(section, category, isRestricted)));
  return layout;
}

/** Whether some seats of a section have a restricted view. */
export const hasRestricted = ({ rows }: SectionRange): boolean =>
  rows.some(({ restricted }) => restricted !== undefined && restricted.length > 0);

/**
 * What a party's seats are chosen from, one after the other until there are enough: seats with a restricted view only for who has said so, and
 * when too few others are left; wheelchair places and the seats beside them last of all.
 */
export function choicesOf(
  section: SectionRange,
  category: string | undefined,
  withRestricted: boolean | undefined,
): { stretches: readonly Stretch[]; packed: Buffer }[] {
  const clear = rowLayout(section, category);
  const wide = rowLayout(section, category, withRestricted);
  const choices = [clear, wide].map(({ ordinary, packed }) => ({ stretches: ordinary, packed: packed.ordinary }));
  return [
    ...(wide === clear ? choices.slice(1) : choices),
    ...(wide.packed.all.length > 0 ? [{ stretches: wide.all, packed: wide.packed.all }] : []),
  ];
}

function layOut({ rows, prices }: SectionRange, category: string | undefined, withRestricted: boolean): RowLayout {
  const others = new Set([
    ...(category === undefined ? [] : prices.filter((one) => one.category !== category).flatMap(seatsIn)),
    ...(withRestricted ? [] : rows.flatMap((row) => numbersAt(row, row.restricted))),
  ]);
  const accessible = new Set(rows.flatMap((row) => numbersAt(row, row.accessible)));
  const companion = new Set(rows.flatMap((row) => numbersAt(row, row.companion)));
  const all = rows.flatMap((row, index) => stretchesOf(row, index, others));
  const special = accessible.union(companion);
  const ordinary =
    special.size === 0 ? all : rows.flatMap((row, index) => stretchesOf(row, index, special.union(others)));
  const packed = { ordinary: pack(ordinary), all: special.size === 0 ? Buffer.alloc(0) : pack(all) };
  return { ordinary, all, accessible, companion, packed };
}

function seatsIn({ from, to }: { from: number; to: number }): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

function numbersAt({ parts }: RowRange, places: readonly number[] = []): number[] {
  return places.map((place) => numberAt(parts, place));
}

function stretchesOf(row: RowRange, index: number, without: ReadonlySet<number>): Stretch[] {
  const beforeAisle = new Set(numbersAt(row, row.aisleAfter));
  return row.parts.flatMap((part) => stretchesIn(part, row.seats, index, beforeAisle, without));
}

function stretchesIn(
  part: RowPart,
  seatsInRow: number,
  row: number,
  beforeAisle: ReadonlySet<number>,
  without: ReadonlySet<number>,
): Stretch[] {
  const middle = 2 * (part.from - part.place + 1) + seatsInRow - 1;
  const stretches: Stretch[] = [];
  let { from } = part;
  const end = (to: number) => {
    if (to >= from) stretches.push({ from, to, middle, row });
  };
  for (let seat = part.from; seat <= part.to; seat++) {
    if (without.has(seat)) {
      end(seat - 1);
      from = seat + 1;
    } else if (beforeAisle.has(seat) || seat === part.to) {
      end(seat);
      from = seat + 1;
    }
  }
  return stretches;
}

function pack(stretches: readonly Stretch[]): Buffer {
  const isMixed = stretches.some(({ from }, index) => from <= (stretches[index - 1]?.to ?? -1));
  const packed = Buffer.alloc(stretches.length * STRETCH_BYTES + Number(isMixed));
  for (const [index, { from, to, middle, row }] of stretches.entries()) {
    const at = index * STRETCH_BYTES;
    packed.writeUInt32BE(from, at);
    packed.writeUInt32BE(to, at + 4);
    packed.writeUInt32BE(middle, at + 8);
    packed.writeUInt16BE(row, at + 12);
  }
  return packed;
}
