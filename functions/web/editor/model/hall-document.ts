/**
 * What the editor edits: a chart, the plan of where it lies, and what its categories cost. A value: an edit makes another one, which shares
 * with it whatever has stayed as it was. Pure.
 */
import type { Chart, PriceCategory } from '../../../shared/event/chart.ts';
import { placedPlan } from '../../../shared/plan/layout.ts';
import type { Plan, RowPlan, SectionPlan } from '../../../shared/plan/plan.ts';
import { placesIn } from '../../../shared/plan/seat-numbers.ts';
import { entryOf } from '../../../shared/plan/section-places.ts';

export type EditedSection = Chart['sections'][number];
export type SeatedPart = Extract<EditedSection, { kind: 'seated' }>;
export type StandingPart = Extract<EditedSection, { kind: 'general' }>;
export type EditedRow = SeatedPart['rows'][number];
export type EditedShape = NonNullable<Plan['shapes']>[number];
export type EditedFloor = NonNullable<Plan['floors']>[number];
export type XY = readonly [x: number, y: number];

export interface HallDocument {
  readonly chart: Chart;
  readonly plan: Plan;
  readonly prices: readonly PriceCategory[];
}

/** What can be selected as a whole: a section by its id, or a shape by its place in the plan's list. */
export type PartId = `section:${string}` | `shape:${number}`;

export const sectionPart = (id: string): PartId => `section:${id}`;
export const shapePart = (index: number): PartId => `shape:${index}`;

export const sectionOfPart = (part: PartId): string | undefined =>
  part.startsWith('section:') ? part.slice('section:'.length) : undefined;
export const shapeOfPart = (part: PartId): number | undefined =>
  part.startsWith('shape:') ? Number(part.slice('shape:'.length)) : undefined;

/** A document of what an event has: what no plan places lies from now on where it is drawn. */
export function documentOf(
  chart: Chart,
  plan: Plan | null | undefined,
  prices: readonly PriceCategory[],
): HallDocument {
  return { chart: { sections: chart.sections }, plan: placedPlan(chart, plan ?? {}), prices };
}

export function sectionNamed(document: HallDocument, id: string): EditedSection | undefined {
  return document.chart.sections.find((section) => section.id === id);
}

export function seatedNamed(document: HallDocument, id: string): SeatedPart | undefined {
  const section = sectionNamed(document, id);
  return section?.kind === 'seated' ? section : undefined;
}

export const ruleOf = ({ plan }: HallDocument, id: string): SectionPlan => entryOf(plan.sections, id) ?? {};

export const rowRuleOf = (document: HallDocument, id: string, label: string): RowPlan =>
  entryOf(ruleOf(document, id).rows, label) ?? {};

export const shapesOf = ({ plan }: HallDocument): readonly EditedShape[] => plan.shapes ?? [];

export const partsOf = (document: HallDocument): PartId[] => [
  ...document.chart.sections.map(({ id }) => sectionPart(id)),
  ...shapesOf(document).map((_, index) => shapePart(index)),
];

export function floorOfPart(document: HallDocument, part: PartId): string | undefined {
  const id = sectionOfPart(part);
  return id === undefined ? shapesOf(document)[shapeOfPart(part) ?? -1]?.floor : ruleOf(document, id).floor;
}

export const seatsInAll = ({ chart }: HallDocument): number =>
  chart.sections.reduce((sum, section) => sum + placesIn(section), 0);

/** The object without what has no value: how a field that may be left out is taken back. */
export function without<Value extends object>(value: Value): Value {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as Value;
}

export function withSection(
  document: HallDocument,
  id: string,
  change: (section: EditedSection) => EditedSection,
): HallDocument {
  const sections = document.chart.sections.map((section) => (section.id === id ? change(section) : section));
  return { ...document, chart: { sections } };
}

/** @param change of a section with rows; one without stays as it is */
export function withSeated(
  document: HallDocument,
  id: string,
  change: (section: SeatedPart) => SeatedPart,
): HallDocument {
  return withSection(document, id, (section) => (section.kind === 'seated' ? change(section) : section));
}

export function withRule(document: HallDocument, id: string, change: (rule: SectionPlan) => SectionPlan): HallDocument {
  const sections = { ...document.plan.sections, [id]: without(change(ruleOf(document, id))) };
  return { ...document, plan: { ...document.plan, sections } };
}

export function withRowRule(
  document: HallDocument,
  id: string,
  label: string,
  change: (rule: RowPlan) => RowPlan,
): HallDocument {
  return withRule(document, id, (rule) => {
    const own = without(change(entryOf(rule.rows, label) ?? {}));
    const { [label]: _, ...others } = rule.rows ?? {};
    const rows = Object.keys(own).length > 0 ? { ...others, [label]: own } : others;
    return { ...rule, rows: Object.keys(rows).length > 0 ? rows : undefined };
  });
}

export function withShapes(document: HallDocument, shapes: readonly EditedShape[]): HallDocument {
  return { ...document, plan: without({ ...document.plan, shapes: shapes.length > 0 ? [...shapes] : undefined }) };
}

/** The first code that nothing has yet: letters, then a letter with a number. */
export function freeCode(used: ReadonlySet<string>, wanted?: string): string {
  if (wanted !== undefined && wanted !== '' && !used.has(wanted)) return wanted;
  for (const letter of 'ABCDEFGHIJKLMNOPQRSTUVWXYZ') if (!used.has(letter)) return letter;
  for (let number = 1; ; number++) if (!used.has(`S${number}`)) return `S${number}`;
}

/** The chart with other ids of what its seats cost. */
export function pricedBy({ sections }: Chart, idOf: (id: string) => string): Chart {
  return {
    sections: sections.map((section) => {
      const priceCategory = idOf(section.priceCategory);
      if (section.kind === 'general') return { ...section, priceCategory };
      const rows = section.rows.map((row) => ({
        ...row,
        ...(row.priceCategory !== undefined && { priceCategory: idOf(row.priceCategory) }),
        ...(row.otherPrices && {
          otherPrices: row.otherPrices.map((other) => ({ ...other, priceCategory: idOf(other.priceCategory) })),
        }),
      }));
      return { ...section, priceCategory, rows };
    }),
  };
}
