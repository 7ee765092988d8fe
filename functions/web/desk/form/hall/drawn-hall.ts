/** A hall between the form, where prices are as they are written, and the editor, where they are amounts. Pure. */
import type { Chart, PriceCategory } from '../../../../shared/event/chart.ts';
import type { Plan } from '../../../../shared/plan/plan.ts';
import type { DraftPrice, EventDraft } from '../event-draft.ts';
import { chartOfHall } from '../hall-choices.ts';
import { amountText, centsIn } from '../money-input.ts';

/** What the editor begins with: an empty hall where none is whole yet. */
export function hallToDraw({ hall, prices, currency }: Pick<EventDraft, 'hall' | 'prices' | 'currency'>): {
  chart: Chart;
  plan: Plan | null;
  prices: PriceCategory[];
} {
  return {
    chart: chartOfHall(hall) ?? { sections: [] },
    plan: hall.source === 'counted' ? null : hall.plan,
    prices: prices.map(({ id, name, price }) => ({ id, name, priceCents: centsIn(price, currency) ?? 0 })),
  };
}

/** What was drawn, as the form has it. A price that the editor has left alone stays as it was written, also where it was not yet. */
export function drawnHall(
  drawn: { chart: Chart; plan: Plan; prices: readonly PriceCategory[] },
  { hall, prices, currency }: Pick<EventDraft, 'hall' | 'prices' | 'currency'>,
  language: string,
): Pick<EventDraft, 'hall' | 'prices'> {
  const written = (id: string, cents: number): string => {
    const before: DraftPrice | undefined = prices.find((price) => price.id === id);
    return before && (centsIn(before.price, currency) ?? 0) === cents
      ? before.price
      : amountText(cents, currency, language);
  };
  return {
    hall: { ...hall, source: 'own', chart: drawn.chart, plan: drawn.plan },
    prices: drawn.prices.map(({ id, name, priceCents }) => ({ id, name, price: written(id, priceCents) })),
  };
}
