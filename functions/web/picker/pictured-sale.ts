/** A hall that nobody sells from: to be looked at. */
import type { ChartAnswer, EventAnswer } from './hall/seat-hall.ts';
import { SeatSale } from './seat-sale.ts';

/** All seats are free. */
export function picturedSale(
  chart: Omit<ChartAnswer, 'chartVersion'>,
  event: Pick<EventAnswer, 'currency' | 'priceCategories'>,
): SeatSale {
  const counts = { free: chart.seatsTotal, held: 0, sold: 0 };
  const of = { version: 0, eventVersion: 1, status: 'draft', chartVersion: 1, counts, sections: {} } as const;
  const places = { title: '', venue: { name: '', city: '', timeZone: 'UTC' }, startsAt: '', endsAt: '' };
  const limits = { limitPerOrder: 0, limitPerBuyer: null, onSaleAt: null, offSaleAt: null };
  const whole = { ...event, ...places, ...limits, id: '', version: 1, status: 'draft' } as const;
  const seats = { ...of, kind: 'snapshot', held: [], sold: [] } as const;
  const sale = new SeatSale('', { event: whole, chart: { ...chart, chartVersion: 1 }, seats }, undefined, []);
  sale.instead = () => {};
  return sale;
}
