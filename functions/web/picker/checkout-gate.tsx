/**
 * Opens the checkout in place of the picker while the address says so (`#checkout`, `#bought-ord_…`): Back leads to the seats, a reload to the same step. Its script
 * is loaded when something is chosen, or is known to be on hold: whoever only looks never does.
 */
import { type JSX, render } from 'preact';
import * as texts from '../texts/of-page.ts';
import { CHECKOUT, isCheckoutOpen } from './checkout-address.ts';
import { choosingScript } from './list/choosing/choosing-later.ts';
import { loadedOnce, useLater } from './list/later.tsx';
import { loadedSale, type SeatSale } from './seat-sale.ts';

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
    const isOpen = isCheckoutOpen();
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
      followUser(sale, loading, findHolds);
      const notice = all?.querySelector(':scope > header > .notice');
      let isTold = false;
      const prepare = (): void => {
        if (sale.seats > 0) load().catch(() => undefined);
        if (isTold || sale.holds.length === 0) return;
        isTold = true;
        choosingScript()
          .then(({ tellHoldEnds }) => tellHoldEnds(sale, isCheckoutOpen, findHolds))
          .catch(() => {
            isTold = false;
          });
      };
      sale.onChange((change) => {
        if (change === 'chosen') prepare();
        if (change !== 'event' || !sale.isCancelled) return;
        if (notice) tellCancelled(notice);
        picker.hidden = true;
      });
      prepare();
    })
    .catch(() => undefined);
}

/** The page was written when there was something to choose. */
function tellCancelled(notice: Element): void {
  notice.className = 'notice bad';
  notice.setAttribute('role', 'alert');
  notice.replaceChildren(texts.refusedCancelled);
}

/** What is on hold is that of who is signed in: nothing of it is shown to anybody else at this browser. */
function followUser(sale: SeatSale, { onUser }: CheckoutLoading, findHolds: () => Promise<void>): void {
  let known: string | undefined;
  onUser((userId) => {
    const before = known;
    known = userId;
    // The checkout goes by that itself.
    if (userId === before || isCheckoutOpen()) return;
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
