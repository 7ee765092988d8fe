/** What was sold on which day: bars, and the same as a table. */
import type { JSX } from 'preact';
import type { EventSalesView } from '../../asking/views.ts';
import { dateText, moneyText, rangeText } from '../../texts/formats.ts';
import * as t from '../../texts/of-desk.ts';
import { deskLanguage } from '../parts-of-desk.tsx';
import { everyDay } from './every-day.ts';

const HEIGHT = 120;
const BAR = 10;
/** Fewer days leave room: one bar as wide as the page would say nothing. */
const FEWEST = 14;

/** As an instant that is of this day. */
const noon = (day: string): string => `${day}T12:00:00Z`;

export function SaleDays({ sales }: { sales: EventSalesView }): JSX.Element | null {
  if (sales.days.length === 0) return null;
  const days = everyDay(sales.days);
  const best = days.reduce((one, other) => (other.seats > one.seats ? other : one));
  return (
    <section class="desk-part" aria-labelledby="desk-days">
      <h2 id="desk-days">{t.deskByDay}</h2>
      <div class="desk-chart" aria-hidden="true">
        <svg viewBox={`0 0 ${Math.max(FEWEST, days.length) * BAR} ${HEIGHT}`} preserveAspectRatio="none">
          {days.map(({ day, seats }, index) => {
            const height = (seats / Math.max(1, best.seats)) * HEIGHT;
            return <rect key={day} x={index * BAR + 1} y={HEIGHT - height} width={BAR - 2} height={height} />;
          })}
        </svg>
      </div>
      <p class="small">
        {t.deskByDayMost({
          span: rangeText(
            deskLanguage,
            noon(days[0]?.day ?? best.day),
            noon(days.at(-1)?.day ?? best.day),
            'date',
            'UTC',
          ),
          day: dateText(deskLanguage, noon(best.day), 'date', 'UTC'),
          count: best.seats,
        })}
      </p>
      <details>
        <summary>{t.deskAsTable}</summary>
        <div class="desk-scroll" tabIndex={0} role="region" aria-labelledby="desk-days">
          <table class="desk-table">
            <thead>
              <tr>
                <th scope="col">{t.deskDay}</th>
                <th scope="col" class="amount">
                  {t.deskOrders}
                </th>
                <th scope="col" class="amount">
                  {t.deskSeats}
                </th>
                <th scope="col" class="amount">
                  {t.deskRevenue}
                </th>
              </tr>
            </thead>
            <tbody>
              {sales.days.toReversed().map(({ day, orders, seats, revenueCents }) => (
                <tr key={day}>
                  <th scope="row">{dateText(deskLanguage, noon(day), 'date', 'UTC')}</th>
                  <td class="amount">{orders}</td>
                  <td class="amount">{seats}</td>
                  <td class="amount">{moneyText(deskLanguage, revenueCents, sales.currency)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </section>
  );
}
