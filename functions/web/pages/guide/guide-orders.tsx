/** Orders of an event, for the style guide, house seats, and what is asked before it is done. */
import { GuideState } from './guide-state.tsx';

const ORDERS = [
  { name: 'Ben Okri', tone: 'good', state: 'Confirmed' },
  { name: 'محمد بن موسى الخوارزمي', tone: 'bad', state: 'Cancelled' },
] as const;

export function OrderStates() {
  return (
    <>
      <GuideState name="Orders, searched">
        <div class="desk-search">
          <div class="field">
            <label for="guide-search">Search</label>
            <input id="guide-search" type="search" />
          </div>
          <div class="desk-download">
            <button type="button" class="button quiet" aria-busy>
              Download all (CSV)
            </button>
          </div>
        </div>
        <ul class="desk-orders">
          {ORDERS.map(({ name, tone, state }) => (
            <li key={name}>
              <article class="desk-order">
                <h2>
                  <a href="#order">
                    <bdi>{name}</bdi>
                  </a>
                </h2>
                <p class="small">somebody.with.a.long.address@example.com</p>
                <p>2 seats: Stalls, Row 6, seat 12; Stalls, Row 6, seat 13</p>
                <p class="desk-order-foot">
                  <span class={`badge ${tone}`}>{state}</span>
                  <strong>€91</strong>
                  <span class="small">Sat 3 May, 12:00</span>
                </p>
              </article>
            </li>
          ))}
        </ul>
      </GuideState>
      <GuideState name="Seats of an order: sold, chosen, cancelled">
        <ul class="desk-items">
          {['Stalls, Row 6, seat 12', 'Stalls, Row 6, seat 13'].map((seat, index) => (
            <li key={seat}>
              <label class="tick">
                <input type="checkbox" checked={index === 1} />
                <span>{seat}</span>
              </label>
              <span class="amount">€45.50</span>
            </li>
          ))}
          <li>
            <span>
              <s>Stalls, Row 6, seat 14</s> Cancelled
            </span>
            <span class="amount">€45.50</span>
          </li>
        </ul>
      </GuideState>
      <GuideState name="House seats">
        <div class="picker desk-picture one-column">
          <ul class="desk-blocks">
            <li>
              <span>For the press: Stalls, Row 1, seats 1 to 9</span>
              <button type="button" class="button quiet">
                Release all
              </button>
            </li>
          </ul>
        </div>
      </GuideState>
    </>
  );
}

/** As it lies over a page, but in it. */
export function AskedStates() {
  return (
    <>
      {[true, false].map((isReady) => (
        <GuideState
          key={String(isReady)}
          name={isReady ? 'Asked first' : 'Asked first; something is still to be written'}
        >
          <div class="desk-dialog" role="group" aria-label="Cancel the event">
            <h2>Cancel the event</h2>
            <div class="desk-dialog-text">
              <p>Nothing more is sold, and every order is cancelled. It cannot be taken back.</p>
            </div>
            <p class="actions">
              <button type="button" class="button quiet">
                Leave it
              </button>
              <button type="button" class="button bad" aria-disabled={isReady ? undefined : 'true'}>
                Cancel the event
              </button>
            </p>
          </div>
        </GuideState>
      ))}
    </>
  );
}
