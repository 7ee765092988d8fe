/** What is a visitor's own, for the style guide: orders, the account, and what is asked before it is done. */
import { GuideState } from './guide/guide-state.tsx';

const ORDERS = [
  { tone: 'good', state: 'Confirmed', seats: ['Stalls, Row 6, seat 12', 'Stalls, Row 6, seat 13'] },
  { tone: 'bad', state: 'Cancelled', seats: ['2 places, Floor'] },
  { tone: '', state: 'Over', seats: ['Balcony, Table 4, seat 2'] },
] as const;

export function OwnStates() {
  return (
    <>
      <ul class="orders">
        {ORDERS.map(({ tone, state, seats }) => (
          <li key={state}>
            <article class="order">
              <div class="order-head">
                <h2>
                  <a href="#order">Ein deutsches Requiem</a>
                </h2>
                <p class={`badge ${tone}`}>{state}</p>
              </div>
              <p>Wednesday 14 May 2031 at 19:30 · Old Hall, Lisbon</p>
              <ul class="seats-of-order">
                {seats.map((seat, index) => (
                  <li key={seat}>{state === 'Confirmed' && index === 1 ? <s>{seat}</s> : seat}</li>
                ))}
              </ul>
              <p class="order-foot">
                <span>
                  Total: <strong>€45</strong>
                </span>
                <span class="small">Order of 3 May 2031</span>
              </p>
            </article>
          </li>
        ))}
      </ul>
      <GuideState name="No orders yet">
        <div class="empty">
          <p>No orders yet.</p>
          <a class="button" href="#orders">
            Find something to see
          </a>
        </div>
      </GuideState>
      <ChangeStates />
    </>
  );
}

function ChangeStates() {
  return (
    <>
      <GuideState name="What can be changed, and which seats">
        <section class="card">
          <h2>Your details</h2>
          <dl class="facts">
            <dt>E-mail</dt>
            <dd>ada@example.com</dd>
          </dl>
          <details class="more">
            <summary>Change e-mail</summary>
            <p>What is behind it.</p>
          </details>
          <fieldset class="ticks">
            <legend>Which seats do you not need?</legend>
            <label class="tick">
              <input type="checkbox" /> <span>Stalls, Row 6, seat 12</span>
            </label>
          </fieldset>
          <button type="button" class="button danger">
            Cancel 1 seat
          </button>
        </section>
      </GuideState>
      <GuideState name="Asked before it is done">
        <dialog open class="sure in-page" aria-label="Cancel for good?">
          <h2>Cancel for good?</h2>
          <p>This seat goes back on sale at once: Stalls, Row 6, seat 12.</p>
          <p class="actions">
            <button type="button" class="button quiet">
              No, keep it
            </button>
            <button type="button" class="button danger">
              Yes, cancel 1 seat
            </button>
          </p>
        </dialog>
      </GuideState>
    </>
  );
}
