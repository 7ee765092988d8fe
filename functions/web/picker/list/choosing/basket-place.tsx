/** Where what is chosen stands: there from the beginning, and empty until something is. */
import type { JSX } from 'preact';
import * as texts from '../../../texts/of-page.ts';
import type { SeatSale } from '../../seat-sale.ts';
import { choosingScript } from './choosing-later.ts';
import { useLater } from '../later.tsx';
import { useSale } from '../use-sale.ts';

interface BasketProps {
  sale: SeatSale;
  /** What follows: sign-in, hold, review. */
  onContinue: () => void;
}

export function Basket(props: BasketProps): JSX.Element {
  const { seats, ended } = useSale(props.sale, 'chosen', 'event');
  return (
    <section id="basket" class="seats-basket" aria-labelledby="seats-basket-heading" tabIndex={-1}>
      <h3 id="seats-basket-heading">{texts.basketHeading}</h3>
      {seats + ended.length > 0 ? <Filled {...props} /> : <p>{texts.basketNone}</p>}
    </section>
  );
}

function Filled(props: BasketProps): JSX.Element {
  const { value, failure } = useLater(choosingScript, texts.basketLoadFailed);
  return value ? <value.BasketLines {...props} /> : (failure ?? <p role="status">{texts.sectionLoading}</p>);
}

/** In sight wherever one is while the basket is not. */
export function BasketBar({ sale }: { sale: SeatSale }): JSX.Element | null {
  useSale(sale, 'chosen', 'event');
  return sale.choice.size > 0 ? <FilledBar sale={sale} /> : null;
}

function FilledBar({ sale }: { sale: SeatSale }): JSX.Element | null {
  const { value } = useLater(choosingScript, '');
  return value ? <value.FullBasketBar sale={sale} /> : null;
}
