/** What an event has sold, as figures and as a bar. */
import { useEffect, useState } from 'preact/hooks';
import type { EventSalesView, LiveCounts } from '../../asking/views.ts';
import { moneyText } from '../../texts/formats.ts';
import * as t from '../../texts/of-desk.ts';
import { askDesk } from '../desk-api.ts';
import { deskLanguage, Figure } from '../parts-of-desk.tsx';

/** What is known of an event's sale: what was sold, and what is on hold. */
export interface CardFiguresKnown {
  sales: EventSalesView | undefined;
  /** Undefined while it cannot be seen. */
  held: number | undefined;
}

/** So many events are asked about at once: a list must not take all of a browser's connections. */
const AT_ONCE = 3;
let running = 0;
const waiting: (() => void)[] = [];

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  running++;
  try {
    return await work();
  } finally {
    running--;
    waiting.shift()?.();
  }
}

/** Asked for once an event. */
export function useFigures(eventId: string): CardFiguresKnown | undefined {
  const [figures, setFigures] = useState<CardFiguresKnown>();
  useEffect(() => {
    let isGone = false;
    void inTurn(async () => {
      if (isGone) return;
      const path = `/v1/events/${eventId}`;
      const [sales, seats] = await Promise.all([
        askDesk<EventSalesView>(`${path}/sales`),
        askDesk<{ counts: LiveCounts }>(`${path}/availability?seats=compact`),
      ]);
      if (isGone) return;
      setFigures({
        sales: sales.ok ? sales.body : undefined,
        held: seats.ok ? seats.body.counts.held : undefined,
      });
    });
    return () => {
      isGone = true;
    };
  }, [eventId]);
  return figures;
}

/** Of all seats: sold, blocked, on hold; the rest is free. Widths are shares, texts say the same. */
export function SaleBar({
  total,
  sold,
  blocked,
  held,
}: {
  total: number;
  sold: number;
  blocked: number;
  held: number;
}) {
  const parts = [
    ['sold', sold],
    ['blocked', blocked],
    ['held', held],
  ] as const;
  return (
    <div class="desk-bar" aria-hidden="true">
      {parts.map(([name, seats]) =>
        seats > 0 ? (
          <span
            key={name}
            class={`desk-bar-${name}`}
            style={{ inlineSize: `${(100 * seats) / Math.max(1, total)}%` }}
          />
        ) : null,
      )}
    </div>
  );
}

export function SaleNumbers({ sales, held }: { sales: EventSalesView; held: number | undefined }) {
  const { seatsTotal, seatsSold, seatsBlocked, revenueCents, currency } = sales;
  const number = new Intl.NumberFormat(`${deskLanguage}-u-nu-latn`);
  return (
    <dl class="desk-figures">
      <Figure name={t.deskSold}>{t.deskOfTotal({ count: seatsSold, total: seatsTotal })}</Figure>
      <Figure name={t.deskRevenue}>{moneyText(deskLanguage, revenueCents, currency)}</Figure>
      {held !== undefined && <Figure name={t.deskHeld}>{number.format(held)}</Figure>}
      {seatsBlocked > 0 && <Figure name={t.deskBlocked}>{number.format(seatsBlocked)}</Figure>}
    </dl>
  );
}
