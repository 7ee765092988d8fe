/** An aisle as it is drawn: a line across rows, which says after which seat of each it lies. Pure. */
import type { HallCommand } from './commands.ts';
import { sectionLaid } from './geometry.ts';
import { type HallDocument, ruleOf, type XY } from './hall-document.ts';

/** @returns the aisles that a line makes; where all of them are there already, that they are taken away; undefined: it crosses no row */
export function aislesAcross(
  document: HallDocument,
  from: XY,
  to: XY,
  floor: string | undefined,
): { commands: HallCommand[]; rows: number; isOn: boolean } | undefined {
  const found = document.chart.sections.flatMap((section) => {
    const own = ruleOf(document, section.id).floor;
    if (section.kind !== 'seated' || (own !== undefined && floor !== undefined && own !== floor)) return [];
    const { x, y, rows } = sectionLaid(document, section);
    const after: Record<string, number> = {};
    let isThere = true;
    for (const [index, row] of rows.entries())
      for (let place = 1; place < row.count; place++) {
        const at = row.first + place - 1;
        const [a, b]: [XY, XY] = [
          [x[at] ?? 0, y[at] ?? 0],
          [x[at + 1] ?? 0, y[at + 1] ?? 0],
        ];
        if (!areCrossing(a, b, from, to)) continue;
        after[row.label] = place;
        isThere &&= section.rows[index]?.aisleAfter?.includes(place) ?? false;
        break;
      }
    return Object.keys(after).length > 0 ? [{ id: section.id, after, isThere }] : [];
  });
  if (found.length === 0) return undefined;
  const isOn = !found.every(({ isThere }) => isThere);
  return {
    commands: found.map(({ id, after }) => ({ kind: 'aisles', id, after, isOn })),
    rows: found.reduce((sum, { after }) => sum + Object.keys(after).length, 0),
    isOn,
  };
}

const side = ([ax, ay]: XY, [bx, by]: XY, [px, py]: XY): number =>
  Math.sign((bx - ax) * (py - ay) - (by - ay) * (px - ax));

/** Whether two lines cross; a seat that a line goes through belongs to one side. */
export const areCrossing = (a: XY, b: XY, c: XY, d: XY): boolean =>
  side(c, d, a) >= 0 !== side(c, d, b) >= 0 && side(a, b, c) !== side(a, b, d);
