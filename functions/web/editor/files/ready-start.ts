/** A hall to begin with as a document: its categories get prices that were there under the same id, or none yet. Pure. */
import type { Chart, PriceCategory } from '../../../shared/event/chart.ts';
import type { ReadyHall } from '../../../shared/plan/halls/ready-hall.ts';
import type { Plan } from '../../../shared/plan/plan.ts';
import { documentOf, type HallDocument, pricedBy } from '../model/hall-document.ts';

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

/**
 * @param hall as a reader of files has made it @param prices that are there: a category that is called like one of them is that one, so that nothing of
 * it changes but what the file says
 */
export function documentOfImport(
  hall: { chart: Chart; plan: Plan | undefined; priceCategories: readonly { id: string; name: string }[] },
  prices: readonly PriceCategory[],
): HallDocument {
  // As plans of pretix tell two of one name apart.
  const known = hall.priceCategories.map(({ name }) =>
    prices.find((price) => price.name === name || `${price.name} (${price.id})` === name),
  );
  const used = new Set(known.map((price) => price?.id));
  const categories = hall.priceCategories.map(({ id, name }, index) => {
    const same = known[index];
    if (same && known.indexOf(same) === index) return { was: id, id: same.id, name: same.name };
    const free = idNotIn(used, id);
    used.add(free);
    return { was: id, id: free, name };
  });
  const ids = new Map(categories.map(({ was, id }) => [was, id]));
  return documentOf(
    pricedBy(hall.chart, (id) => ids.get(id) ?? id),
    hall.plan,
    pricedLike(categories, prices),
  );
}

function idNotIn(used: ReadonlySet<string | undefined>, id: string): string {
  for (let next = 1, free = id; ; next++) {
    if (!used.has(free)) return free;
    free = id.slice(0, 8 - String(next).length) + String(next);
  }
}
