/** A section with left and right exchanged, in its own frame: places, and what each is. Pure. */
import { whole } from '../../../shared/plan/outline.ts';
import type { RowPlan } from '../../../shared/plan/plan.ts';
import { entryOf, ownPlaces } from '../../../shared/plan/section-places.ts';
import { shownNumber } from '../../../shared/plan/shown-numbers.ts';
import {
  type EditedRow,
  type HallDocument,
  ruleOf,
  seatedNamed,
  without,
  withRule,
  withSeated,
} from './hall-document.ts';

/** The places of a row from its other end. */
const fromTheEnd = (seats: number, places: readonly number[] | undefined, by: number): number[] | undefined =>
  places && [...places].map((place) => seats + by - place).toSorted((one, other) => one - other);

function mirroredRow(row: EditedRow): EditedRow {
  const { seats, numbers } = row;
  const from = (places: readonly number[] | undefined) => fromTheEnd(seats, places, 1);
  return without({
    ...row,
    numbers: mirroredNumbers(seats, numbers),
    accessible: from(row.accessible),
    companion: from(row.companion),
    restricted: from(row.restricted),
    aisleAfter: fromTheEnd(seats, row.aisleAfter, 0),
    otherPrices: row.otherPrices?.map(({ priceCategory, places }) => ({ priceCategory, places: from(places) ?? [] })),
  });
}

function mirroredNumbers(seats: number, numbers: EditedRow['numbers']): EditedRow['numbers'] {
  if (Array.isArray(numbers)) return numbers.toReversed();
  const last = Number(shownNumber({ numbers }, seats));
  const step = -(numbers?.step ?? 1);
  // What counts 1, 2, 3 … need not be said.
  return last === 1 && step === 1 ? undefined : { first: last, step };
}

const flip = (point: [number, number] | undefined): [number, number] | undefined => point && [-point[0] + 0, point[1]];

function mirroredRule(rule: RowPlan): RowPlan {
  return without({
    ...rule,
    at: flip(rule.at),
    shift: flip(rule.shift),
    turn: rule.turn === undefined ? undefined : -rule.turn + 0,
    align: otherSide(rule.align),
  });
}

const otherSide = (align: RowPlan['align']): RowPlan['align'] =>
  align === 'left' ? 'right' : align === 'right' ? 'left' : align;

export function mirroredSection(document: HallDocument, id: string): HallDocument {
  const section = seatedNamed(document, id);
  if (!section) return document;
  const rule = ruleOf(document, id);
  const { x, y } = ownPlaces(section, rule);
  const rules: Record<string, RowPlan> = {};
  const around = new Set<string>();
  let first = 0;
  for (const row of section.rows) {
    const own = entryOf(rule.rows, row.label);
    if (own?.table && !own.seats) around.add(row.label);
    if (own?.seats) {
      const all: number[] = [];
      let [px, py] = [0, 0];
      for (let at = first + row.seats - 1; at >= first; at--) {
        const [nx, ny] = [whole(-(x[at] ?? 0)), whole(y[at] ?? 0)];
        all.push(nx - px, ny - py);
        [px, py] = [nx, ny];
      }
      rules[row.label] = { seats: all };
    } else if (own) rules[row.label] = mirroredRule(own);
    first += row.seats;
  }
  const next = withSeated(document, id, (one) => ({
    ...one,
    // Around a table seats are counted clockwise, mirrored or not.
    rows: one.rows.map((row) => (around.has(row.label) ? row : mirroredRow(row))),
  }));
  return withRule(next, id, (one) => ({
    ...one,
    align: otherSide(one.align),
    rows: Object.keys(rules).length > 0 ? rules : undefined,
  }));
}
