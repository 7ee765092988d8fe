/** Rows and tables of a section as hands and keys move them: found at a point, moved, turned, taken away. Pure. */
import { contains } from '../../picker/map/hits.ts';
import type { SectionLayout } from '../../../shared/plan/layout.ts';
import { boxAround, boxOf, type PlanBox } from '../../../shared/plan/outline.ts';
import type { RowPlan } from '../../../shared/plan/plan.ts';
import { entryOf, PITCH_CM } from '../../../shared/plan/section-places.ts';
import { degreesOf, into, plus, sectionLaid } from './geometry.ts';
import {
  type HallDocument,
  ruleOf,
  seatedNamed,
  without,
  withRowRule,
  withRule,
  withSeated,
  type XY,
} from './hall-document.ts';

/** The row of a section that is at a point: its nearest seat within reach, or the table that the point is on. */
export function rowAt(document: HallDocument, id: string, [px, py]: XY, reach: number): string | undefined {
  const section = seatedNamed(document, id);
  if (!section) return undefined;
  const { x, y, rows, tables } = sectionLaid(document, section);
  let [best, least]: [string | undefined, number] = [undefined, reach];
  for (const row of rows)
    for (let place = row.first; place < row.first + row.count; place++) {
      const far = Math.hypot((x[place] ?? 0) - px, (y[place] ?? 0) - py);
      if (far <= least) [best, least] = [row.label, far];
    }
  const table = tables.find(({ outline }) => contains(outline, px, py));
  return best ?? (table && rows[table.row]?.label);
}

/** Around the seats of rows, and their tables; undefined where there are none. */
export function boxOfRows(document: HallDocument, id: string, labels: readonly string[]): PlanBox | undefined {
  const section = seatedNamed(document, id);
  if (!section) return undefined;
  const { x, y, rows, tables } = sectionLaid(document, section);
  const wanted = new Set(labels);
  const boxes = rows.flatMap((row, index) => {
    if (!wanted.has(row.label)) return [];
    const seats = Array.from({ length: row.count }, (_, at) => [x[row.first + at] ?? 0, y[row.first + at] ?? 0]).flat();
    const table = tables.find((one) => one.row === index);
    return [boxAround(seats), ...(table ? [boxAround(table.outline)] : [])];
  });
  return boxes.length > 0 ? boxOf(boxes) : undefined;
}

/** @param by in the hall, whichever way the section is turned */
export function moveRows(document: HallDocument, id: string, labels: readonly string[], by: XY): HallDocument {
  const { turn } = ruleOf(document, id);
  const own = into({ turn }, by);
  return changedRows(document, id, labels, (rule) => {
    if (rule.at) return { ...rule, at: plus(rule.at, own) };
    const shift = plus(rule.shift ?? [0, 0], own);
    return { ...rule, shift: shift[0] === 0 && shift[1] === 0 ? undefined : shift };
  });
}

/** Each around its own middle. */
export function turnRows(document: HallDocument, id: string, labels: readonly string[], degrees: number): HallDocument {
  return changedRows(document, id, labels, (rule) => ({
    ...rule,
    turn: degreesOf((rule.turn ?? 0) + degrees) || undefined,
  }));
}

function changedRows(
  document: HallDocument,
  id: string,
  labels: readonly string[],
  change: (rule: RowPlan) => RowPlan,
): HallDocument {
  const known = new Set(seatedNamed(document, id)?.rows.map(({ label }) => label));
  return labels.reduce((next, label) => (known.has(label) ? withRowRule(next, id, label, change) : next), document);
}

/** Those that stay lie where they lay. A section keeps one row at least: without any it is taken away as a whole. */
export function removeRows(document: HallDocument, id: string, labels: readonly string[]): HallDocument {
  const section = seatedNamed(document, id);
  const gone = new Set(labels);
  const left = section?.rows.filter(({ label }) => !gone.has(label)) ?? [];
  if (!section || left.length === 0 || left.length === section.rows.length) return document;
  const { radius, pitch = PITCH_CM, rows = {} } = ruleOf(document, id);
  const kept = section.rows.flatMap(({ label }, index): [string, RowPlan][] => {
    const own = entryOf(rows, label) ?? {};
    if (gone.has(label)) return [];
    // The circle of a bent row follows from how many are before it.
    const isBent =
      radius !== undefined && left[index]?.label !== label && !(own.radius ?? own.at ?? own.table ?? own.seats);
    const rule = isBent ? { ...own, radius: radius + index * pitch[1] } : own;
    return Object.keys(rule).length > 0 ? [[label, rule]] : [];
  });
  const views = document.plan.views?.filter(
    (view) => view.section !== id || view.row === undefined || !gone.has(view.row),
  );
  const shorter = withRule(
    withSeated(document, id, (one) => ({ ...one, rows: left })),
    id,
    (one) => ({ ...one, rows: kept.length > 0 ? Object.fromEntries(kept) : undefined }),
  );
  const plan = without({ ...shorter.plan, views: views && views.length > 0 ? views : undefined });
  return putBack({ ...shorter, plan }, id, sectionLaid(document, section));
}

/** By its rule a row lies behind the one before it: what moved forward goes back to where its first seat lay. */
function putBack(document: HallDocument, id: string, laid: SectionLayout): HallDocument {
  const section = seatedNamed(document, id);
  if (!section) return document;
  const now = sectionLaid(document, section);
  return now.rows.reduce((next, row) => {
    const before = laid.rows.find(({ label }) => label === row.label);
    if (!before) return next;
    const dx = (laid.x[before.first] ?? 0) - (now.x[row.first] ?? 0);
    const dy = (laid.y[before.first] ?? 0) - (now.y[row.first] ?? 0);
    return dx === 0 && dy === 0 ? next : moveRows(next, id, [row.label], [dx, dy]);
  }, document);
}

/** The middle of rows in the hall. */
export function middleOfRows(document: HallDocument, id: string, labels: readonly string[]): XY | undefined {
  const box = boxOfRows(document, id, labels);
  return box && [Math.round((box.left + box.right) / 2), Math.round((box.top + box.bottom) / 2)];
}
