/** From the choice to the order, for the style guide: each part in every state that it has, as it stands in a page. */
import { GuideState } from './guide/guide-state.tsx';

const SEATS = [
  { text: 'Stalls, Row 6, seat 12', cost: '€45' },
  { text: 'Stalls, Row 6, seat 13', cost: '€45' },
  { text: '3 best available seats, a section with a name that is longer than a line of a phone', cost: '€1,250.50' },
] as const;

export function ChoosingStates() {
  return (
    <div class="picker one-column">
      <GuideState name="Best available">
        <form class="seats-best">
          <h3>Best available</h3>
          <p class="seats-hint">We pick the best seats beside each other.</p>
          <div class="seats-fields">
            <label class="seats-field">
              <span>How many seats</span>
              <input type="number" value="2" />
            </label>
            <label class="seats-field seats-where">
              <span>Where</span>
              <select>
                <option>Stalls, from €45</option>
              </select>
            </label>
            <label class="seats-check">
              <input type="checkbox" /> Seats with a restricted view, too
            </label>
            <button type="button" class="button">
              Add the best available
            </button>
          </div>
        </form>
      </GuideState>
      <GuideState name="Standing: how many">
        <div class="seats-general">
          <span class="seats-stepper">
            <button type="button" aria-label="One fewer" disabled>
              −
            </button>
            <button type="button" aria-label="One more">
              +
            </button>
          </span>
        </div>
      </GuideState>
      <GuideState name="What is said of one’s own doing; of one’s own seats that are lost">
        <p class="seats-status">Row 6, seat 12 chosen. 1 seat, €45.</p>
        <p class="seats-alert">Row 6, seat 12 was taken meanwhile. Choose another one.</p>
        <p class="seats-liveness">The connection is being restored.</p>
      </GuideState>
      <BasketStates />
    </div>
  );
}

function BasketStates() {
  return (
    <>
      <GuideState name="Basket: nothing">
        <div class="seats-basket">
          <h3>Your seats</h3>
          <p>Nothing chosen yet.</p>
        </div>
      </GuideState>
      <GuideState name="Basket: chosen">
        <div class="seats-basket">
          <h3>Your seats</h3>
          <ul>
            {SEATS.map(({ text, cost }) => (
              <li key={text}>
                <span class="seats-what">{text}</span> <span class="seats-cost">{cost}</span>
                <button type="button" class="seats-remove" aria-label={`Remove ${text}`}>
                  ×
                </button>
              </li>
            ))}
          </ul>
          <p class="seats-total">5 seats, from €1,340.50</p>
          <button type="button" class="button">
            Continue
          </button>
          <p class="seats-hint">Your seats are kept for you once you continue and are signed in.</p>
        </div>
      </GuideState>
      <GuideState name="Basket: on hold, found again">
        <div class="seats-basket">
          <h3>Your seats</h3>
          <p>2 seats are kept for you until 19:42: Stalls, Row 6, seat 12; Stalls, Row 6, seat 13.</p>
          <button type="button" class="button">
            Go on to buy
          </button>
        </div>
      </GuideState>
      <GuideState name="The way to the basket while it is out of sight">
        <a class="seats-bar" href="#basket">
          <span>2 seats, €90</span>
          <span class="seats-bar-way">Your seats</span>
        </a>
      </GuideState>
    </>
  );
}

/** What each refusal is told with: words, and what can be done next. */
const REFUSALS = [
  {
    name: 'Refused: somebody was faster',
    text: 'This seat is not free any more: Stalls, Row 6, seat 12.',
    ways: ['Take the best that is free in Stalls', 'Go on with the others', 'Choose other seats'],
  },
  {
    name: 'Refused: not so many left',
    text: 'Stalls does not have that many seats left.',
    ways: ['Choose other seats'],
  },
  { name: 'Refused: too often', text: 'That was too often. Try again in 12 seconds.', ways: ['Try again'] },
  { name: 'Refused: no connection', text: 'There is no connection. Try again when there is.', ways: ['Try again'] },
] as const;

export function CheckoutStates() {
  return (
    <div class="checkout">
      <GuideState name="Under way">
        <p class="checkout-status">Your seats are being kept …</p>
      </GuideState>
      <GuideState name="What is chosen, beside the question who buys it">
        <WantedSeats />
      </GuideState>
      <GuideState name="Review, with its time">
        <div class="checkout-review">
          <p class="checkout-timer">Your seats are kept until 19:42 (9 minutes).</p>
          <Facts canLetGo />
          <Ways names={['Buy for €1,340.50', 'Let the seats go']} />
        </div>
      </GuideState>
      <GuideState name="Review: the price is another one">
        <div class="checkout-review">
          <p class="notice warm">
            The price has changed: €100 instead of €90. Nothing was bought. Buy only if you agree.
          </p>
          <Ways names={['Buy for €100', 'Let the seats go']} />
        </div>
      </GuideState>
      <GuideState name="At one minute: asked">
        <dialog open class="checkout-dialog in-page" aria-label="Do you need more time?">
          <h2>Do you need more time?</h2>
          <p>Your seats are kept for 42 more seconds.</p>
          <Ways names={['Keep them longer', 'Let the seats go']} />
        </dialog>
      </GuideState>
      <GuideState name="The time is over">
        <div class="checkout-refused">
          <p>The time is over, and your seats were let go.</p>
          <Ways names={['Keep the same seats again', 'Choose other seats']} />
        </div>
      </GuideState>
      {REFUSALS.map(({ name, text, ways }) => (
        <GuideState key={name} name={name}>
          <div class="checkout-refused">
            <p class="notice bad">{text}</p>
            <Ways names={ways} />
          </div>
        </GuideState>
      ))}
      <GuideState name="No answer yet">
        <p class="checkout-status">
          The answer has not come. We are asking what became of your order. It is placed once at most, however often is
          asked.
        </p>
        <Ways names={['Ask again']} />
      </GuideState>
      <GuideState name="Bought">
        <div class="checkout-done">
          <h2>Bought. Thank you!</h2>
          <p class="notice good">Order ord_0a7_01HZ0000000000000000000000</p>
          <Facts />
          <Ways names={['Show the order', 'Add to calendar', 'More of this event']} />
        </div>
      </GuideState>
      <GuideState name="Nothing is chosen">
        <p class="checkout-status">Nothing is chosen.</p>
        <Ways names={['Choose seats', 'My orders']} />
      </GuideState>
    </div>
  );
}

function Ways({ names }: { names: readonly string[] }) {
  return (
    <div class="actions">
      {names.map((name, index) => (
        <button key={name} type="button" class={index === 0 ? 'button' : 'button quiet'}>
          {name}
        </button>
      ))}
    </div>
  );
}

function WantedSeats() {
  return (
    <section class="checkout-wanted" aria-label="Your seats">
      <ul>
        {SEATS.map(({ text, cost }) => (
          <li key={text}>
            <span class="seats-what">{text}</span> <span class="amount">{cost}</span>
          </li>
        ))}
      </ul>
      <p class="seats-total">5 seats, from €1,340.50</p>
    </section>
  );
}

function Facts({ canLetGo = false }: { canLetGo?: boolean }) {
  return (
    <dl class="checkout-facts">
      <dt>What</dt>
      <dd>Ein deutsches Requiem</dd>
      <dt>When</dt>
      <dd>Wednesday 14 May 2031 at 19:30</dd>
      <dt>Seats</dt>
      <dd>
        <ul>
          {SEATS.map(({ text, cost }) => (
            <li key={text}>
              <span class="seats-what">{text}</span> <span class="amount">{cost}</span>
              {canLetGo && (
                <button type="button" class="seats-remove" aria-label={`Let ${text} go`}>
                  ×
                </button>
              )}
            </li>
          ))}
        </ul>
      </dd>
      <dt>Total</dt>
      <dd class="strong">€1,340.50</dd>
    </dl>
  );
}
