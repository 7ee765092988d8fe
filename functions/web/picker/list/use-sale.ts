import { useEffect, useReducer } from 'preact/hooks';
import type { SeatSale, SaleChange } from '../seat-sale.ts';

/** Renders a component anew when something of the sale changes that it shows. */
export function useSale(sale: SeatSale, ...changes: SaleChange[]): SeatSale {
  const [, again] = useReducer((count: number) => count + 1, 0);
  const key = changes.join(' ');
  useEffect(() => {
    const listened = new Set(key.split(' '));
    return sale.onChange((change) => {
      if (listened.has(change)) again(undefined);
    });
  }, [sale, key]);
  return sale;
}
