/** The sections of an event with what they cost and how many of their seats are free: the seat picker begins from it, and it does without. */
import type { EventOnPage } from '../asking/event-on-page.ts';
import { usedCategories } from '../../shared/event/row-prices.ts';
import { moneyText } from '../texts/formats.ts';
import { isOpen, type Sale } from './event-sale.ts';
import type { PageView } from './page-view.ts';

export function SectionList({ view, shown, sale }: { view: PageView; shown: EventOnPage; sale: Sale }) {
  const { t, language } = view;
  const { event, chart, availability } = shown;
  if (!chart) return <p>{t.statusUnknown}</p>;
  const prices = new Map(event.priceCategories.map((category) => [category.id, category]));
  return (
    <div
      id="picker"
      data-event={event.id}
      data-chart={shown.chartPath}
      data-event-version={event.version}
      data-chart-version={chart.chartVersion}
      data-language={language}
      data-currency={event.currency}
      data-limit={event.limitPerOrder}
      data-open={isOpen(sale)}
    >
      <table class="sections">
        <thead>
          <tr>
            <th scope="col">{t.section}</th>
            {isOpen(sale) && <th scope="col">{t.freeSeats}</th>}
            <th scope="col" class="amount">
              {t.price}
            </th>
          </tr>
        </thead>
        <tbody>
          {chart.sections.map((section) => {
            const costs = [...usedCategories([section])].flatMap((id) => prices.get(id)?.priceCents ?? []);
            const [least, most] = [Math.min(...costs), Math.max(...costs)];
            const counts = availability?.sections[section.id];
            return (
              <tr key={section.id} data-section={section.id}>
                <th scope="row">
                  <bdi>{section.name}</bdi>
                  {section.kind === 'general' && <span class="small"> {t.standing}</span>}
                </th>
                {isOpen(sale) && <td>{counts ? t.seatsFree({ count: counts.free }) : '–'}</td>}
                <td class="amount">
                  {costs.length > 0 && moneyText(language, least, event.currency)}
                  {most > least && ` – ${moneyText(language, most, event.currency)}`}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {isOpen(sale) && (
        <noscript>
          <p class="notice">{t.choosingNeedsScript}</p>
        </noscript>
      )}
    </div>
  );
}
