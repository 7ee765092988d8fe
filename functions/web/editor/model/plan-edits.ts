/** Edits of what is neither section nor row: shapes, floors, where people look, price categories. Pure. */
import type { PriceCategory } from '../../../shared/event/chart.ts';
import type { Plan } from '../../../shared/plan/plan.ts';
import { pointAt } from './geometry.ts';
import {
  type EditedFloor,
  type EditedShape,
  type HallDocument,
  shapesOf,
  without,
  withShapes,
  type XY,
} from './hall-document.ts';

export const MOST_SHAPES = 500;
export const MOST_FLOORS = 20;
export const MOST_PRICES = 50;
export const MOST_VIEWS = 200;

export function addShape(document: HallDocument, shape: EditedShape): HallDocument {
  const shapes = shapesOf(document);
  return shapes.length < MOST_SHAPES ? withShapes(document, [...shapes, shape]) : document;
}

/** @param changes undefined takes what may be left out away */
export function setShape(document: HallDocument, index: number, changes: Partial<EditedShape>): HallDocument {
  return withShapes(
    document,
    shapesOf(document).map((shape, at) => (at === index ? without<EditedShape>({ ...shape, ...changes }) : shape)),
  );
}

/** Of parts on floors that are gone it is no longer said where they are. */
export function setFloors(document: HallDocument, floors: readonly EditedFloor[]): HallDocument {
  const known = new Set(floors.map(({ id }) => id));
  const left = <Part extends { floor?: string | undefined }>(part: Part): Part =>
    part.floor === undefined || known.has(part.floor) ? part : without({ ...part, floor: undefined });
  const sections = Object.fromEntries(
    Object.entries(document.plan.sections ?? {}).map(([id, rule]) => [id, left(rule)]),
  );
  const plan = without({
    ...document.plan,
    sections,
    floors: floors.length > 0 ? floors.slice(0, MOST_FLOORS) : undefined,
  });
  return withShapes({ ...document, plan }, shapesOf(document).map(left));
}

export function setFocus(document: HallDocument, at: XY | undefined): HallDocument {
  return { ...document, plan: without({ ...document.plan, focus: at && pointAt(at[0], at[1]) }) };
}

/** What is seen from where, of all sections: others than these are gone. */
export function setViews(document: HallDocument, views: NonNullable<Plan['views']>): HallDocument {
  return {
    ...document,
    plan: without({ ...document.plan, views: views.length > 0 ? views.slice(0, MOST_VIEWS) : undefined }),
  };
}

export function addPrice(document: HallDocument, price: PriceCategory): HallDocument {
  const { prices } = document;
  if (prices.length >= MOST_PRICES || prices.some(({ id }) => id === price.id)) return document;
  return { ...document, prices: [...prices, price] };
}

export function setPrice(
  document: HallDocument,
  id: string,
  changes: Partial<Omit<PriceCategory, 'id'>>,
): HallDocument {
  return { ...document, prices: document.prices.map((price) => (price.id === id ? { ...price, ...changes } : price)) };
}

/** @param instead what seats of it cost from now on */
export function removePrice(document: HallDocument, id: string, instead: string): HallDocument {
  const prices = document.prices.filter((price) => price.id !== id);
  if (prices.length === document.prices.length || !prices.some((price) => price.id === instead)) return document;
  const now = (category: string): string => (category === id ? instead : category);
  const sections = document.chart.sections.map((section) => {
    const priceCategory = now(section.priceCategory);
    if (section.kind === 'general') return { ...section, priceCategory };
    const rows = section.rows.map((row) => {
      if (row.priceCategory === undefined && !row.otherPrices) return row;
      return without({
        ...row,
        priceCategory: row.priceCategory === undefined ? undefined : now(row.priceCategory),
        otherPrices: row.otherPrices?.map((other) => ({ ...other, priceCategory: now(other.priceCategory) })),
      });
    });
    return { ...section, priceCategory, rows };
  });
  return { ...document, chart: { sections }, prices };
}
