/** What was sold on which day: bars, and the same as a table. */
import type { JSX } from 'preact';
import type { EventSalesView } from '../../asking/views.ts';
import { dateText, moneyText } from '../../texts/formats.ts';
import * as t from '../../texts/of-desk.ts';
import { deskLanguage } from '../parts-of-desk.tsx';
import { everyDay } from './every-day.ts';

const HEIGHT = 120;
const BAR = 10;
/** Fewer days leave room: one bar as wide as the page would say nothing. */
const FEWEST = 14;

export function SaleDays({ sales }: { sales: EventSalesView }): JSX.Element | null {
  if (sales.days.length === 0) return null;
  const days = everyDay(sales.days);
  const most = Math.max(1, ...days.map(({ seats }) => seats));
  return (
    <section class="desk-part" aria-labelledby="desk-days">
      <h2 id="desk-days">{t.deskByDay}</h2>
      <div class="desk-chart" aria-hidden="true">
        <svg viewBox={`0 0 ${Math.max(FEWEST, days.length) * BAR} ${HEIGHT}`} preserveAspectRatio="none">
          {days.map(({ day, seats }, index) => {
            const height = (seats / most) * HEIGHT;
            return <rect key={day} x={index * BAR + 1} y={HEIGHT - height} width={BAR - 2} height={height} />;
          })}
        </svg>
      </div>
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
                  <th scope="row">{dateText(deskLanguage, `${day}T12:00:00Z`, 'date', 'UTC')}</th>
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
