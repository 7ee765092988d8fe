/** Tells the end of what is on hold to who goes on choosing. */
import * as texts from '../../../texts/of-page.ts';
import { firstEnd } from '../../hall/seats-on-hold.ts';
import type { SeatSale } from '../../seat-sale.ts';

const MINUTE_MS = 60_000;
const HOLD_ALARMS: ReadonlySet<string> = new Set([texts.basketEndsSoon, texts.checkoutExpired]);

/** Who goes on choosing has no clock in sight: a minute before the end of what is on hold it is said, and at the end. */
export function tellHoldEnds(sale: SeatSale, isCheckoutOpen: () => boolean, findHolds: () => Promise<void>): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let warnedOf = Number.NaN;
  const over = async (): Promise<void> => {
    const seats = await sale.endHolds(() => findHolds().catch(() => undefined));
    if (!seats?.length) return;
    sale.ended = [...sale.ended, ...seats];
    sale.alarm(texts.checkoutExpired);
    sale.tell('chosen');
  };
  const look = (): void => {
    clearTimeout(timer);
    const end = firstEnd(sale.holds);
    if (end === Infinity) return;
    const leftMs = end - sale.now();
    // What was said of others, or before there was more time, is true no longer.
    if (leftMs > MINUTE_MS && HOLD_ALARMS.has(sale.said.alert)) sale.alarm('');
    // The checkout has a clock of its own.
    if (isCheckoutOpen()) return;
    if (leftMs <= 0) return void over();
    if (leftMs <= MINUTE_MS && warnedOf !== end) {
      warnedOf = end;
      sale.alarm(texts.basketEndsSoon);
    }
    timer = setTimeout(look, leftMs > MINUTE_MS ? Math.min(leftMs - MINUTE_MS, MINUTE_MS) : leftMs);
  };
  sale.onChange((change) => {
    if (change === 'chosen') look();
  });
  addEventListener('hashchange', look);
  // A timer sleeps with its tab.
  document.addEventListener('visibilitychange', look);
  look();
}
