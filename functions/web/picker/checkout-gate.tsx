/**
 * Opens the checkout in place of the picker while the address says so (`#checkout`): Back leads to the seats, a reload to the same step. Its script
 * is loaded when something is chosen, or is known to be on hold: whoever only looks never does.
 */
import { type JSX, render } from 'preact';
import * as texts from '../texts/of-page.ts';
import { loadedOnce, useLater } from './list/later.tsx';
import { seatSaleOf } from './seat-sale.ts';

export const CHECKOUT = '#checkout';

/** What is loaded when it is needed. */
export interface CheckoutScript {
  /** The checkout of an event. */
  show: (eventId: string) => JSX.Element;
  /** Shows in the basket what is on hold: after a reload, in a second tab. @returns whether an order is under way, so that it is to be opened */
  findHolds: (eventId: string) => Promise<boolean>;
}

/** How the script is loaded, and who has to have it at once. */
export interface CheckoutLoading {
  load: () => Promise<CheckoutScript>;
  /** Whether somebody is signed in, who may have seats on hold. */
  isKnown: () => Promise<boolean>;
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
  };
  addEventListener('hashchange', look);
  look();
  // Whatever fails here is told when the checkout is opened.
  seatSaleOf(eventId)
    .then(async (sale) => {
      const prepare = (): void => {
        if (sale.seats > 0) load().catch(() => undefined);
      };
      sale.onChange((change) => {
        if (change === 'chosen') prepare();
      });
      prepare();
      if (location.hash === CHECKOUT || !(await loading.isKnown())) return;
      if (await (await load()).findHolds(eventId)) location.hash = CHECKOUT;
    })
    .catch(() => undefined);
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
