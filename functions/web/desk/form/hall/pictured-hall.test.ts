import { expect, test } from 'vitest';
import { READY_HALLS } from '../../../../shared/plan/halls/ready-halls.ts';
import { picturedSale } from '../../../picker/pictured-sale.ts';
import { seatsInChart } from '../hall-choices.ts';

test.each(READY_HALLS)(
  '$id: all of a hall that nobody sells from is free, by each price',
  ({ chart, priceCategories }) => {
    const sale = picturedSale(
      { sections: chart.sections, seatsTotal: seatsInChart(chart) },
      { currency: 'EUR', priceCategories: priceCategories.map((category) => ({ ...category, priceCents: 100 })) },
    );
    const free = priceCategories.map(({ id }) => sale.states.prices.get(id)?.free ?? 0);
    expect(free.every((count) => count > 0)).toBe(true);
    expect(free.reduce((sum, count) => sum + count, 0)).toBe(seatsInChart(chart));
  },
);
