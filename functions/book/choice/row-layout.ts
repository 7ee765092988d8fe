/** The rows of a seated section as choosing sees them: where seats lie side by side, and what parts them. Pure. */
import type { RowRange, SectionRange } from '../../shared/event/chart.ts';

/** Seats side by side, both ends inclusive: neither an aisle nor the row's end is between them. */
export interface Stretch {
  from: number;
  to: number;
  /** The first and the last seat number of the whole row, added up: seats whose ends add up to this are in its middle. */
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
  /** `ordinary` and, where it is not the same, `all`, as the claim's script reads them. */
  packed: { ordinary: Buffer; all: Buffer };
}

const STRETCH_BYTES = 14;

const known = new WeakMap<SectionRange, RowLayout>();

/** Lays out the rows of a seated section, once. */
export function rowLayout(section: SectionRange): RowLayout {
  let layout = known.get(section);
  if (!layout) known.set(section, (layout = layOut(section)));
  return layout;
}

function layOut({ rows }: SectionRange): RowLayout {
  const accessible = new Set(rows.flatMap((row) => numbersAt(row, row.accessible)));
  const companion = new Set(rows.flatMap((row) => numbersAt(row, row.companion)));
  const all = rows.flatMap((row, index) => stretchesOf(row, index, new Set()));
  const special = accessible.union(companion);
  const ordinary = special.size === 0 ? all : rows.flatMap((row, index) => stretchesOf(row, index, special));
  const packed = { ordinary: pack(ordinary), all: special.size === 0 ? Buffer.alloc(0) : pack(all) };
  return { ordinary, all, accessible, companion, packed };
}

function numbersAt({ from }: RowRange, places: readonly number[] = []): number[] {
  return places.map((place) => from + place - 1);
}

function stretchesOf(row: RowRange, index: number, without: ReadonlySet<number>): Stretch[] {
  const beforeAisle = new Set(numbersAt(row, row.aisleAfter));
  const last = row.from + row.seats - 1;
  const stretches: Stretch[] = [];
  let from = row.from;
  const end = (to: number) => {
    if (to >= from) stretches.push({ from, to, middle: row.from + last, row: index });
  };
  for (let seat = row.from; seat <= last; seat++) {
    if (without.has(seat)) {
      end(seat - 1);
      from = seat + 1;
    } else if (beforeAisle.has(seat) || seat === last) {
      end(seat);
      from = seat + 1;
    }
  }
  return stretches;
}

function pack(stretches: readonly Stretch[]): Buffer {
  const packed = Buffer.alloc(stretches.length * STRETCH_BYTES);
  for (const [index, { from, to, middle, row }] of stretches.entries()) {
    const at = index * STRETCH_BYTES;
    packed.writeUInt32BE(from, at);
    packed.writeUInt32BE(to, at + 4);
    packed.writeUInt32BE(middle, at + 8);
    packed.writeUInt16BE(row, at + 12);
  }
  return packed;
}
