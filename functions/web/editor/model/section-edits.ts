/** Edits of one section: what it is called, how its rows lie, how many there are. Pure. */
import type { Plan, SectionPlan } from '../../../shared/plan/plan.ts';
import {
  type EditedRow,
  type EditedSection,
  type HallDocument,
  ruleOf,
  sectionNamed,
  type SeatedPart,
  without,
  withRule,
  withSeated,
  withSection,
} from './hall-document.ts';
import { labelAfter } from './labels.ts';

export const MOST_ROWS = 1_000;
export const MOST_IN_ROW = 1_000;

export function addSection(document: HallDocument, section: EditedSection, rule: SectionPlan): HallDocument {
  if (sectionNamed(document, section.id)) return document;
  return {
    ...document,
    chart: { sections: [...document.chart.sections, section] },
    plan: { ...document.plan, sections: { ...document.plan.sections, [section.id]: rule } },
  };
}

export interface SectionFields {
  name?: string;
  priceCategory?: string;
  /** Of a standing area. */
  capacity?: number;
}

/** A section of one category is of one: what its rows and seats had of their own goes when it gets another. */
export function setSection(document: HallDocument, id: string, fields: SectionFields): HallDocument {
  return withSection(document, id, (section) => {
    const { capacity, ...shared } = fields;
    if (section.kind === 'general') return { ...section, ...shared, ...(capacity !== undefined && { capacity }) };
    if (fields.priceCategory === undefined) return { ...section, ...shared };
    const rows = section.rows.map((row) => without({ ...row, priceCategory: undefined, otherPrices: undefined }));
    return { ...section, ...shared, rows };
  });
}

/** Another id: where a plan speaks of the section it does so by that. */
export function renameSection(document: HallDocument, id: string, to: string): HallDocument {
  if (sectionNamed(document, to) || !/^[A-Za-z0-9]{1,8}$/.test(to)) return document;
  const renamed = withSection(document, id, (section) => ({ ...section, id: to }));
  const { [id]: rule, ...others } = document.plan.sections ?? {};
  const views = document.plan.views?.map((view) => (view.section === id ? { ...view, section: to } : view));
  const plan: Plan = without({ ...document.plan, sections: rule ? { ...others, [to]: rule } : others, views });
  return { ...renamed, plan };
}

/** @param changes undefined takes a part of the rule away */
export function setRule(document: HallDocument, id: string, changes: SectionPlan): HallDocument {
  return withRule(document, id, (rule) => ({ ...rule, ...changes }));
}

/** All rows of a section with other lengths, more of them, or fewer. What is taken away goes with all that is said of it. */
export function resizeSection(document: HallDocument, id: string, counts: readonly number[]): HallDocument {
  const most = counts.slice(0, MOST_ROWS).map((seats) => Math.min(MOST_IN_ROW, Math.max(1, Math.round(seats))));
  if (most.length === 0) return document;
  const next = withSeated(document, id, (section) => ({ ...section, rows: resizedRows(section, most) }));
  const labels = new Map(
    next.chart.sections
      .flatMap((one) => (one.id === id && one.kind === 'seated' ? one.rows : []))
      .map((row) => [row.label, row]),
  );
  const { rows = {} } = ruleOf(document, id);
  const kept = Object.entries(rows).flatMap(([label, rule]) => {
    const row = labels.get(label);
    if (!row) return [];
    return [[label, rule.seats ? { ...rule, seats: rule.seats.slice(0, 2 * row.seats) } : rule] as const];
  });
  const views = next.plan.views?.filter(({ section, row }) => section !== id || row === undefined || labels.has(row));
  const ruled = withRule(next, id, (rule) => ({
    ...rule,
    rows: kept.length > 0 ? Object.fromEntries(kept) : undefined,
  }));
  return views ? { ...ruled, plan: { ...ruled.plan, views } } : ruled;
}

function resizedRows(section: SeatedPart, counts: readonly number[]): EditedRow[] {
  const rows: EditedRow[] = [];
  const used = new Set(section.rows.map(({ label }) => label));
  for (const [index, seats] of counts.entries()) {
    const known = section.rows[index];
    if (known) rows.push(resizedRow(known, seats));
    else {
      const label = labelAfter(rows.at(-1)?.label ?? '0', used);
      used.add(label);
      const { accessible: _, companion: __, restricted: ___, name: ____, ...like } = rows.at(-1) ?? { label, seats };
      rows.push(resizedRow({ ...like, label, ...(Array.isArray(like.numbers) && { numbers: undefined }) }, seats));
    }
  }
  return rows;
}

/** A row of another length: of seats that are gone nothing is said, and what is added shows what follows. */
export function resizedRow(row: EditedRow, seats: number): EditedRow {
  if (row.seats === seats) return without(row);
  const within = (places: readonly number[] | undefined, last = seats): number[] | undefined => {
    const left = places?.filter((place) => place <= last);
    return left && left.length > 0 ? left : undefined;
  };
  const others = row.otherPrices?.flatMap(({ priceCategory, places }) => {
    const left = within(places);
    return left ? [{ priceCategory, places: left }] : [];
  });
  return without({
    ...row,
    seats,
    numbers: Array.isArray(row.numbers) ? resizedList(row.numbers, seats) : row.numbers,
    accessible: within(row.accessible),
    companion: within(row.companion),
    restricted: within(row.restricted),
    aisleAfter: within(row.aisleAfter, seats - 1),
    otherPrices: others && others.length > 0 ? others : undefined,
  });
}

function resizedList(numbers: readonly string[], seats: number): string[] {
  const list = numbers.slice(0, seats);
  const used = new Set(list);
  while (list.length < seats) {
    const next = labelAfter(list.at(-1) ?? '0', used, 6);
    used.add(next);
    list.push(next);
  }
  return list;
}

/** The place of a section in the chart: the order in which seats are numbered, and sections listed. */
export function orderSection(document: HallDocument, id: string, to: number): HallDocument {
  const { sections } = document.chart;
  const moved = sections.find((section) => section.id === id);
  if (!moved) return document;
  const others = sections.filter((section) => section !== moved);
  const at = Math.max(0, Math.min(others.length, to));
  return { ...document, chart: { sections: [...others.slice(0, at), moved, ...others.slice(at)] } };
}
