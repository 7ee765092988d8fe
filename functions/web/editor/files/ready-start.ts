/** A hall to begin with as a document: its categories get prices that were there under the same id, or none yet. Pure. */
import type { Chart, PriceCategory } from '../../../shared/event/chart.ts';
import type { ReadyHall } from '../../../shared/plan/halls/ready-hall.ts';
import type { Plan } from '../../../shared/plan/plan.ts';
import { documentOf, type HallDocument } from '../model/hall-document.ts';

export function documentOfReady(hall: ReadyHall, prices: readonly PriceCategory[]): HallDocument {
  return documentOf(hall.chart, hall.plan, pricedLike(hall.priceCategories, prices));
}

/** By name, then by id, then in their order: whoever has set prices has meant those. */
export function pricedLike(
  wanted: readonly { id: string; name: string }[],
  prices: readonly PriceCategory[],
): PriceCategory[] {
  return wanted.map(({ id, name }, index) => {
    const like = prices.find((one) => one.name === name) ?? prices.find((one) => one.id === id) ?? prices[index];
    return { id, name, priceCents: like?.priceCents ?? prices.at(-1)?.priceCents ?? 0 };
  });
}

/** @param chart, plan as a reader of files has made them */
export function documentOfImport(
  hall: { chart: Chart; plan: Plan | undefined; priceCategories: readonly { id: string; name: string }[] },
  prices: readonly PriceCategory[],
): HallDocument {
  return documentOf(hall.chart, hall.plan, pricedLike(hall.priceCategories, prices));
}
