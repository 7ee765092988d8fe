/** A hall that nobody sells from: to be looked at. */
import type { ChartAnswer, EventAnswer } from './hall/seat-hall.ts';
import type { Chart } from '../../shared/event/chart.ts';
import { pricedPlaces } from '../../shared/event/row-prices.ts';
import { placesIn } from '../../shared/plan/seat-numbers.ts';
import type { SeatFigures } from './hall/seat-states.ts';
import { SeatSale } from './seat-sale.ts';

/** All seats are free. */
export function picturedSale(
  chart: Omit<ChartAnswer, 'chartVersion'>,
  event: Pick<EventAnswer, 'currency' | 'priceCategories'>,
): SeatSale {
  const counts = { free: chart.seatsTotal, held: 0, sold: 0 };
  const prices = freeByPrice(chart.sections as Chart['sections']);
  const sections = freeBySection(chart.sections as Chart['sections']);
  const of = { version: 0, eventVersion: 1, status: 'draft', chartVersion: 1, counts, sections, prices } as const;
  const places = { title: '', venue: { name: '', city: '', timeZone: 'UTC' }, startsAt: '', endsAt: '' };
  const limits = { limitPerOrder: 0, limitPerBuyer: null, onSaleAt: null, offSaleAt: null };
  const whole = { ...event, ...places, ...limits, id: '', version: 1, status: 'draft' } as const;
  const seats = { ...of, kind: 'snapshot', held: [], sold: [] } as const;
  const sale = new SeatSale('', { event: whole, chart: { ...chart, chartVersion: 1 }, seats }, undefined, []);
  sale.instead = () => {};
  return sale;
}

function freeBySection(sections: Chart['sections']): Record<string, SeatFigures> {
  return Object.fromEntries(sections.map((one) => [one.id, { free: placesIn(one), held: 0, sold: 0 }]));
}

function freeByPrice(sections: Chart['sections']): Record<string, SeatFigures> {
  const free = new Map<string, number>();
  const add = (id: string, count: number): void => void free.set(id, (free.get(id) ?? 0) + count);
  for (const section of sections)
    if (section.kind === 'general') add(section.priceCategory, section.capacity);
    else
      for (const row of section.rows)
        for (const { from, to, category } of pricedPlaces(row, section.priceCategory)) add(category, to - from + 1);
  return Object.fromEntries([...free].map(([id, count]) => [id, { free: count, held: 0, sold: 0 }]));
}
