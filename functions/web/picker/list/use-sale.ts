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

/** As `useSale`, where of all that changes only what is read matters: several times a second seats change, and seldom that. */
export function useSaleValue(sale: SeatSale, read: (sale: SeatSale) => string, ...changes: SaleChange[]): void {
  const [, again] = useReducer((_: string, value: string) => value, '');
  const key = changes.join(' ');
  useEffect(() => {
    const listened = new Set(key.split(' '));
    const look = (): void => again(read(sale));
    look();
    return sale.onChange((change) => {
      if (listened.has(change)) look();
    });
  }, [sale, read, key]);
}

/** Of the sale that was asked about last: several parts of a page ask the same of each message. */
let left: { hall: object; states: object; figures: number; text: string } | undefined;

/** Which sections have anything left. */
export function sectionsLeft({ hall, states }: SeatSale): string {
  const { figures } = states;
  if (left?.hall !== hall || left.states !== states || left.figures !== figures) {
    const text = hall.sections.map(({ id }) => ((states.sections.get(id)?.free ?? 1) > 0 ? '1' : '0')).join('');
    left = { hall, states, figures, text };
  }
  return left.text;
}
