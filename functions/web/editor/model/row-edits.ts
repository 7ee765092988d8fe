/** Edits of rows and seats: labels, numbers, what a seat costs and is, aisles. Pure. */
import type { RowPlan, SectionPlan } from '../../../shared/plan/plan.ts';
import { pricedPlaces } from '../../../shared/event/row-prices.ts';
import {
  type EditedRow,
  type HallDocument,
  rowRuleOf,
  ruleOf,
  seatedNamed,
  without,
  withRowRule,
  withRule,
  withSeated,
} from './hall-document.ts';
import { labelsFrom, numbersBy, type NumberScheme } from './labels.ts';
import { resizedRow } from './section-edits.ts';

/** Seats of a section: places from 1, by the label of their row. */
export interface SeatsOfRows {
  section: string;
  rows: Readonly<Record<string, readonly number[]>>;
}

function withRows(
  document: HallDocument,
  id: string,
  labels: ReadonlySet<string> | undefined,
  change: (row: EditedRow, index: number) => EditedRow,
): HallDocument {
  let index = 0;
  return withSeated(document, id, (section) => ({
    ...section,
    rows: section.rows.map((row) => (!labels || labels.has(row.label) ? without(change(row, index++)) : row)),
  }));
}

export interface RowFields {
  name?: string | undefined;
  seats?: number;
  priceCategory?: string | undefined;
}

/** @param fields undefined takes what may be left out away */
export function setRow(document: HallDocument, id: string, label: string, fields: RowFields): HallDocument {
  const { seats, ...rest } = fields;
  const next = withRows(document, id, new Set([label]), (row) => ({
    ...(seats === undefined ? row : resizedRow(row, Math.max(1, Math.min(1_000, seats)))),
    ...rest,
    ...('priceCategory' in rest && { otherPrices: undefined }),
  }));
  const list = rowRuleOf(next, id, label).seats;
  if (seats === undefined || !list || list.length <= 2 * seats) return next;
  return withRowRule(next, id, label, (rule) => ({ ...rule, seats: list.slice(0, 2 * seats) }));
}

/** Other labels for all rows of a section: what its plan says of each goes with them. */
export function labelRows(document: HallDocument, id: string, first: string, step: number): HallDocument {
  const section = seatedNamed(document, id);
  if (!section) return document;
  return relabelled(document, id, labelsFrom(first, section.rows.length, step));
}

export function labelRow(document: HallDocument, id: string, label: string, to: string): HallDocument {
  const section = seatedNamed(document, id);
  if (!section) return document;
  return relabelled(
    document,
    id,
    section.rows.map((row) => (row.label === label ? to : row.label)),
  );
}

function relabelled(document: HallDocument, id: string, labels: readonly string[]): HallDocument {
  const section = seatedNamed(document, id);
  const isSound = new Set(labels).size === labels.length && labels.every((label) => /^[A-Za-z0-9]{1,8}$/.test(label));
  if (!section || !isSound) return document;
  const to = new Map(section.rows.map((row, index) => [row.label, labels[index] ?? row.label]));
  const renamed = withRows(document, id, undefined, (row) => ({ ...row, label: to.get(row.label) ?? row.label }));
  const views = document.plan.views?.map((view) =>
    view.section === id && view.row !== undefined ? { ...view, row: to.get(view.row) ?? view.row } : view,
  );
  const ruled = withRule(renamed, id, (rule) => ({
    ...rule,
    rows:
      rule.rows && Object.fromEntries(Object.entries(rule.rows).map(([label, own]) => [to.get(label) ?? label, own])),
  }));
  return views ? { ...ruled, plan: { ...ruled.plan, views } } : ruled;
}

/** @param labels of the rows; undefined: all */
export function numberRows(
  document: HallDocument,
  id: string,
  labels: readonly string[] | undefined,
  scheme: NumberScheme,
): HallDocument {
  return withRows(document, id, labels && new Set(labels), (row) => ({
    ...row,
    numbers: numbersBy(scheme, row.seats),
  }));
}

/** What each seat of a row shows, one by one. */
export function listNumbers(document: HallDocument, id: string, label: string, shown: readonly string[]): HallDocument {
  return withRows(document, id, new Set([label]), (row) =>
    shown.length === row.seats ? { ...row, numbers: [...shown] } : row,
  );
}

/** @param changes undefined takes a part of the rule away */
export function setRowRule(document: HallDocument, id: string, label: string, changes: RowPlan): HallDocument {
  return withRowRule(document, id, label, (rule) => ({ ...rule, ...changes }));
}

export type SeatFact = 'accessible' | 'companion' | 'restricted';
export type Paint = { category: string } | { fact: SeatFact; isOn: boolean };

export function paintSeats(document: HallDocument, seats: readonly SeatsOfRows[], paint: Paint): HallDocument {
  let next = document;
  for (const { section: id, rows } of seats) {
    const usual = seatedNamed(next, id)?.priceCategory ?? '';
    next = withRows(next, id, new Set(Object.keys(rows)), (row) => {
      const places = new Set((rows[row.label] ?? []).filter((place) => place >= 1 && place <= row.seats));
      return 'category' in paint ? priced(row, places, paint.category, usual) : marked(row, places, paint);
    });
  }
  return next;
}

/** A row of one category is of that; else what most of its seats have, and what others have beside it. */
function priced(row: EditedRow, places: ReadonlySet<number>, category: string, usual: string): EditedRow {
  const all: string[] = [];
  for (const { from, to, category: was } of pricedPlaces(row, usual))
    for (let place = from; place <= to; place++) all.push(places.has(place) ? category : was);
  const counts = new Map<string, number[]>();
  for (const [index, one] of all.entries()) counts.set(one, [...(counts.get(one) ?? []), index + 1]);
  const [most = usual] = [...counts].toSorted((one, other) => other[1].length - one[1].length)[0] ?? [];
  counts.delete(most);
  const others = [...counts].map(([priceCategory, list]) => ({ priceCategory, places: list }));
  return {
    ...row,
    priceCategory: most === usual ? undefined : most,
    otherPrices: others.length > 0 ? others : undefined,
  };
}

/** A seat is for a wheelchair or for a companion, not both. */
const EXCLUDED: Partial<Record<SeatFact, SeatFact>> = { accessible: 'companion', companion: 'accessible' };

function marked(
  row: EditedRow,
  places: ReadonlySet<number>,
  { fact, isOn }: Extract<Paint, { fact: SeatFact }>,
): EditedRow {
  const others = (row[fact] ?? []).filter((place) => !places.has(place));
  const all = (isOn ? [...others, ...places] : others).toSorted((one, other) => one - other);
  const excluded = isOn ? EXCLUDED[fact] : undefined;
  const left = excluded && row[excluded]?.filter((place) => !places.has(place));
  return {
    ...row,
    [fact]: all.length > 0 ? all : undefined,
    ...(excluded && { [excluded]: left && left.length > 0 ? left : undefined }),
  };
}

/** After which seats of rows an aisle lies: there it goes, or, where one is there already, it is taken away. */
export function setAisles(
  document: HallDocument,
  id: string,
  after: Readonly<Record<string, number>>,
  isOn: boolean,
): HallDocument {
  return withRows(document, id, new Set(Object.keys(after)), (row) => {
    const place = after[row.label] ?? 0;
    if (place < 1 || place >= row.seats) return row;
    const others = (row.aisleAfter ?? []).filter((one) => one !== place);
    const all = isOn ? [...others, place].toSorted((one, other) => one - other) : others;
    return { ...row, aisleAfter: all.length > 0 ? all : undefined };
  });
}

/** Every row as wide as the section's rule has it, or shifted by half a seat in turn: seats then look between those before them. */
export function staggerRows(document: HallDocument, id: string, isOn: boolean): HallDocument {
  const section = seatedNamed(document, id);
  if (!section) return document;
  const pitch: SectionPlan['pitch'] = ruleOf(document, id).pitch ?? [55, 90];
  let next = document;
  for (const [index, row] of section.rows.entries())
    next = withRowRule(next, id, row.label, (rule) => ({
      ...rule,
      shift: isOn && index % 2 === 1 ? [Math.round(pitch[0] / 2), 0] : undefined,
    }));
  return next;
}

/** Whether every second row is shifted so, and none otherwise: rows that a hand has moved are none of that. */
export function staggers(document: HallDocument, id: string): boolean {
  const section = seatedNamed(document, id);
  const by = Math.round((ruleOf(document, id).pitch?.[0] ?? 55) / 2);
  if (!section || section.rows.length < 2) return false;
  return section.rows.every(({ label }, index) => {
    const [x, y] = rowRuleOf(document, id, label).shift ?? [0, 0];
    return y === 0 && x === (index % 2 === 1 ? by : 0);
  });
}
