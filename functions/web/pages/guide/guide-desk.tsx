/** The organizer's desk, for the style guide: events, and how one sells. */
import { AskedStates, OrderStates } from './guide-orders.tsx';
import { GuideState } from './guide-state.tsx';
import { WritingStates } from './guide-writing.tsx';

const EVENTS = [
  { title: 'Ein deutsches Requiem', tone: 'good', state: 'On sale', sold: 412 },
  { title: 'An evening whose name is longer than a line of a phone has room for', tone: '', state: 'Ended', sold: 540 },
  { title: 'A draft', tone: 'warm', state: 'Draft' },
  { title: 'Winterreise', tone: 'bad', state: 'Cancelled', sold: 0 },
] as const;

/** Of all seats: sold, blocked, on hold; the rest is free. Here as wide as the guide’s style sheet says. */
function Bar({ isSold }: { isSold: boolean }) {
  return (
    <div class="desk-bar" aria-hidden="true">
      {isSold && (
        <>
          <span class="desk-bar-sold" />
          <span class="desk-bar-blocked" />
          <span class="desk-bar-held" />
        </>
      )}
    </div>
  );
}

export function DeskStates() {
  return (
    <div class="desk">
      <GuideState name="Events, by how they stand">
        <div class="desk-head">
          <h2>Your events</h2>
          <a class="button" href="#new">
            New event
          </a>
        </div>
        <section class="desk-group">
          <h2>On sale</h2>
          <ul class="desk-events">
            {EVENTS.map(({ title, tone, state, ...sale }) => (
              <li key={title}>
                <article class="desk-event">
                  <div class="desk-event-about">
                    <h3>
                      <a href="#event">{title}</a>
                    </h3>
                    <p class="small">
                      Wednesday 14 May 2031 at 19:30 · Old Hall, Lisbon <span class={`badge ${tone}`}>{state}</span>
                    </p>
                  </div>
                  {'sold' in sale ? (
                    <div class="desk-event-sale">
                      <Bar isSold={sale.sold > 0} />
                      <p class="small">{sale.sold} of 540 sold</p>
                    </div>
                  ) : (
                    <p class="small">540 seats, not yet for sale</p>
                  )}
                </article>
              </li>
            ))}
          </ul>
        </section>
      </GuideState>
      <GuideState name="Which event, and its pages">
        <div class="desk-event-head">
          <p class="desk-event-title">
            <span class="strong">Ein deutsches Requiem</span>
            <span class="badge good">On sale</span>
          </p>
          <nav class="desk-tabs" aria-label="Ein deutsches Requiem">
            <ul>
              {['Overview', 'Edit', 'Orders', 'House seats', 'Preview'].map((page, index) => (
                <li key={page}>
                  <a href="#page" aria-current={index === 0 ? 'page' : undefined}>
                    {page}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
        </div>
      </GuideState>
      <SaleStates />
      <WritingStates />
      <OrderStates />
      <AskedStates />
    </div>
  );
}

function SaleStates() {
  return (
    <>
      <GuideState name="What is left to do">
        <section class="desk-first">
          <h2>What is left to do</h2>
          <ol class="desk-steps">
            <li>The event is written.</li>
            <li>Keep seats for the house.</li>
            <li>Publish it.</li>
          </ol>
          <button type="button" class="button">
            Publish
          </button>
        </section>
      </GuideState>
      <GuideState name="Right now">
        <section class="desk-part desk-live" aria-label="Right now">
          <Bar isSold />
          <dl class="desk-figures large">
            {[
              ['Sold', '412 of 540'],
              ['Revenue', '€18,540'],
              ['On hold', '14'],
              ['Free', '94'],
            ].map(([name, figure]) => (
              <div key={name} class="desk-figure">
                <dt>{name}</dt>
                <dd>{figure}</dd>
              </div>
            ))}
          </dl>
        </section>
      </GuideState>
      <SoldByDay />
      <GuideState name="What cannot be undone">
        <section class="desk-part desk-danger" aria-label="What cannot be undone">
          <p>Nothing more is sold, and every order is cancelled.</p>
          <button type="button" class="button quiet">
            Cancel the event
          </button>
        </section>
      </GuideState>
    </>
  );
}

function SoldByDay() {
  return (
    <GuideState name="Sold by day, as a picture and as a table">
      <section class="desk-part" aria-label="Sold by day">
        <div class="desk-chart" aria-hidden="true">
          <svg viewBox="0 0 7 100" preserveAspectRatio="none">
            {[20, 45, 10, 80, 100, 60, 35].map((height, day) => (
              <rect key={day} x={day + 0.1} y={100 - height} width={0.8} height={height} />
            ))}
          </svg>
        </div>
        <div class="desk-scroll">
          <table class="desk-table">
            <thead>
              <tr>
                <th scope="col">Day</th>
                <th scope="col" class="amount">
                  Seats
                </th>
              </tr>
            </thead>
            <tbody>
              <tr>
                <td>3 May 2031</td>
                <td class="amount">80</td>
              </tr>
            </tbody>
          </table>
        </div>
      </section>
    </GuideState>
  );
}
