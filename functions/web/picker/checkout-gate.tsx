/**
 * Opens the checkout in place of the picker while the address says so (`#checkout`): Back leads to the seats, a reload to the same step. Its script
 * is loaded when something is chosen, or is known to be on hold: whoever only looks never does.
 */
import { type JSX, render } from 'preact';
import * as texts from '../texts/of-page.ts';
import { loadedOnce, useLater } from './list/later.tsx';
import { firstEnd, loadedSale, type SeatSale } from './seat-sale.ts';

export const CHECKOUT = '#checkout';

/** What is loaded when it is needed. */
export interface CheckoutScript {
  /** The checkout of an event. */
  show: (eventId: string) => JSX.Element;
  /** Shows in the basket what is on hold: after a reload, in a second tab. @returns whether an order is under way, so that it is to be opened */
  findHolds: (eventId: string) => Promise<boolean>;
}

/** How the script is loaded, and who may have seats on hold. */
export interface CheckoutLoading {
  load: () => Promise<CheckoutScript>;
  /** Tells who is signed in: now, and whenever that changes, in another tab perhaps. */
  onUser: (listener: (userId: string | undefined) => void) => void;
}

/** From the seats to the checkout and back. */
export function openCheckoutGate(picker: HTMLElement, eventId: string, loading: CheckoutLoading): void {
  const root = document.createElement('div');
  root.className = 'checkout';
  const seats = picker.closest<HTMLElement>('section') ?? picker;
  seats.after(root);
  // What else the page says of the event stands in the review as far as it matters there.
  const all = seats.parentElement;
  const others = [
    ...[...(all?.children ?? [])].filter((one) => one !== root && one.tagName !== 'HEADER'),
    ...(all?.querySelectorAll(':scope > header > .notice') ?? []),
  ];
  const load = loadedOnce(loading.load);
  const look = (): void => {
    const isOpen = location.hash === CHECKOUT;
    if (isOpen === root.hasChildNodes()) return;
    for (const other of others) if (other instanceof HTMLElement) other.hidden = isOpen;
    render(isOpen ? <Gate eventId={eventId} load={load} /> : null, root);
    (isOpen ? root : seats).scrollIntoView({ block: 'start' });
    // What had the focus is gone with the checkout.
    const heading = isOpen ? null : seats.querySelector<HTMLElement>('h2');
    heading?.setAttribute('tabindex', '-1');
    heading?.focus();
  };
  addEventListener('hashchange', look);
  look();
  const findHolds = async (): Promise<void> => {
    if (await (await load()).findHolds(eventId)) location.hash = CHECKOUT;
  };
  // Whatever fails here is told when the checkout is opened.
  loadedSale(eventId)
    .then((sale) => {
      tellHoldEnds(sale, findHolds);
      followUser(sale, loading, findHolds);
      const prepare = (): void => {
        if (sale.seats > 0) load().catch(() => undefined);
      };
      sale.onChange((change) => {
        if (change === 'chosen') prepare();
      });
      prepare();
    })
    .catch(() => undefined);
}

const MINUTE_MS = 60_000;
const HOLD_ALARMS: ReadonlySet<string> = new Set([texts.basketEndsSoon, texts.checkoutExpired]);

/** Who goes on choosing has no clock in sight: a minute before the end of what is on hold it is said, and at the end. */
function tellHoldEnds(sale: SeatSale, findHolds: () => Promise<void>): void {
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
    if (location.hash === CHECKOUT) return;
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

/** What is on hold is that of who is signed in: nothing of it is shown to anybody else at this browser. */
function followUser(sale: SeatSale, { onUser }: CheckoutLoading, findHolds: () => Promise<void>): void {
  let known: string | undefined;
  onUser((userId) => {
    const before = known;
    known = userId;
    // The checkout goes by that itself.
    if (userId === before || location.hash === CHECKOUT) return;
    if (before !== undefined) sale.setHolds([]);
    if (userId !== undefined) findHolds().catch(() => undefined);
  });
}

function Gate({ eventId, load }: { eventId: string; load: () => Promise<CheckoutScript> }): JSX.Element {
  const { value: script, failure } = useLater(load, texts.checkoutLoadFailed);
  if (script) return script.show(eventId);
  if (!failure) return <p role="status">{texts.checkoutStarting}</p>;
  return (
    <>
      {failure}
      <p>
        <a href="#" class="checkout-back">
          {texts.checkoutBack}
        </a>
      </p>
    </>
  );
}
