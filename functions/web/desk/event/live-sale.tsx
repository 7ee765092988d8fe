/** How an event sells right now: figures, the map of what is taken, and what was sold on which day. */
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { EventSalesView } from '../../asking/views.ts';
import { MapView } from '../../picker/map/map-view.tsx';
import { huesOf } from '../../picker/map/palette.ts';
import { useSale } from '../../picker/list/use-sale.ts';
import type { SeatSale } from '../../picker/seat-sale.ts';
import { moneyText } from '../../texts/formats.ts';
import * as t from '../../texts/of-desk.ts';
import type { Awaited } from '../desk-api.ts';
import { SaleBar } from '../events/event-figures.tsx';
import { deskLanguage, Figure, ProblemNotice } from '../parts-of-desk.tsx';
import { type OwnEvent, useOwnSale } from '../own-sale.ts';
import { SaleDays } from './sale-days.tsx';

/** What a sale comes to is asked for again so long after seats changed, once for all that do meanwhile. */
const ASK_MS = 2_000;

export function LiveSale({ own, sales }: { own: OwnEvent; sales: Awaited<EventSalesView> }): JSX.Element {
  const seats = useOwnSale(own);
  const known = sales.answer?.ok ? sales.answer.body : undefined;
  return (
    <>
      {sales.answer && !sales.answer.ok && <ProblemNotice problem={sales.answer.problem} />}
      {seats && 'problem' in seats && <ProblemNotice problem={seats.problem} />}
      {known && seats && 'sale' in seats && <Live sale={seats.sale} sales={known} onSold={sales.again} />}
      {known && <SaleDays sales={known} />}
    </>
  );
}

function Live({ sale, sales, onSold }: { sale: SeatSale; sales: EventSalesView; onSold: () => void }): JSX.Element {
  useSale(sale, 'seats', 'said');
  const { counts } = sale.states;
  const seen = useRef(counts.sold);
  useEffect(() => {
    if (seen.current === counts.sold) return undefined;
    const timer = setTimeout(() => {
      seen.current = counts.sold;
      onSold();
    }, ASK_MS);
    return () => clearTimeout(timer);
  }, [counts.sold]);
  // A hall grows while it sells: the map has its new seats by itself.
  const total = counts.free + counts.held + counts.sold;
  useEffect(() => {
    if (total === sales.seatsTotal) return undefined;
    const timer = setTimeout(onSold, ASK_MS);
    return () => clearTimeout(timer);
  }, [total, sales.seatsTotal]);
  const number = new Intl.NumberFormat(`${deskLanguage}-u-nu-latn`);
  // The stream is ahead of what the orders come to; blocked seats count as sold there.
  const sold = Math.max(0, counts.sold - sales.seatsBlocked);
  return (
    <section class="desk-part" aria-labelledby="desk-live">
      <h2 id="desk-live">{t.deskLive}</h2>
      <SaleBar total={sales.seatsTotal} sold={sold} blocked={sales.seatsBlocked} held={counts.held} />
      <dl class="desk-figures large">
        <Figure name={t.deskSold}>{t.deskOfTotal({ count: sold, total: sales.seatsTotal })}</Figure>
        <Figure name={t.deskRevenue}>{moneyText(deskLanguage, sales.revenueCents, sales.currency)}</Figure>
        <Figure name={t.deskHeld}>{number.format(counts.held)}</Figure>
        <Figure name={t.deskFree}>{number.format(counts.free)}</Figure>
        <Figure name={t.deskBlocked}>{number.format(sales.seatsBlocked)}</Figure>
        <Figure name={t.deskOrders}>{number.format(sales.orders)}</Figure>
      </dl>
      {sale.liveness === 'stale' && <p class="notice warm">{t.deskStale}</p>}
      {sale.liveness === 'connecting' && <p class="small">{t.liveConnecting}</p>}
      <div class="picker desk-picture" data-hues={huesOf(sale.hall.categories.length).length}>
        <MapView sale={sale} />
      </div>
    </section>
  );
}
