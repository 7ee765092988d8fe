/** What is on: a search, and events in the order they begin. */
import type { ListedEvent, ListedEvents } from '../asking/views.ts';
import { dateText, moneyText } from '../texts/formats.ts';
import { pathIn } from '../texts/languages.ts';
import { saleOf } from './event-sale.ts';
import type { Page, PageView } from './page-view.ts';
import type { SEARCH_FIELDS } from './search-query.ts';
import { isEmptySearch, type Search, searchPath } from './search-query.ts';
import { VenueName } from '../texts/venue-name.tsx';

/** What was asked, and what was found. */
export interface WhatsOn {
  search: Search;
  cursor: string | undefined;
  found: ListedEvents;
  /** Fields that cannot be searched by. */
  wrong: readonly (typeof SEARCH_FIELDS)[number][];
}

export function whatsOnPage(view: PageView, whatsOn: WhatsOn): Page {
  const { t } = view;
  const { search, cursor } = whatsOn;
  const isAll = isEmptySearch(search);
  return {
    status: 200,
    title: isAll
      ? t.whatsOnTitle
      : [search.q, search.city, search.category].filter(Boolean).join(', ') || t.whatsOnTitle,
    description: t.whatsOnIntro,
    canonical: searchPath(search, cursor),
    place: 'whats-on',
    // Every search would be a page of its own.
    isPrivate: !isAll || cursor !== undefined,
    islands: ['search.js'],
    alternates: [{ type: 'text/calendar', href: '/v1/events.ics', title: t.whatsOnTitle }],
    body: <WhatsOnBody view={view} whatsOn={whatsOn} />,
  };
}

function WhatsOnBody({ view, whatsOn }: { view: PageView; whatsOn: WhatsOn }) {
  const { t } = view;
  return (
    <div class="wide">
      <div class="page-title">
        <h1>{t.whatsOnTitle}</h1>
        <p class="lead">{t.whatsOnIntro}</p>
      </div>
      <SearchForm view={view} whatsOn={whatsOn} />
      <div id="results" aria-live="polite">
        <Results view={view} whatsOn={whatsOn} />
      </div>
    </div>
  );
}

function SearchForm({ view, whatsOn: { search, wrong, found } }: { view: PageView; whatsOn: WhatsOn }) {
  const { t, language } = view;
  const isNarrowed = [search.city, search.category, search.from, search.to, search.price].some((text) => text !== '');
  const labels = searchLabels(t);
  const field = (name: keyof Search, attributes: object) => (
    <label class="field">
      <span>{labels[name]}</span>
      <input name={name} value={search[name]} aria-invalid={wrong.includes(name) || undefined} {...attributes} />
    </label>
  );
  return (
    <form class="search" role="search" action={pathIn(language, '/')} method="get">
      <div class="search-line">
        {field('q', { type: 'search', maxLength: 100, placeholder: t.searchWordsHint, enterkeyhint: 'search' })}
        <button type="submit" class="button">
          {t.searchGo}
        </button>
      </div>
      <details open={isNarrowed || undefined}>
        <summary>{t.searchMore}</summary>
        <div class="search-more">
          {field('city', { type: 'text', maxLength: 80, list: 'cities', autocomplete: 'off' })}
          {field('category', { type: 'text', maxLength: 40, list: 'categories', autocomplete: 'off' })}
          {field('from', { type: 'date' })}
          {field('to', { type: 'date' })}
          {field('price', { type: 'text', inputMode: 'decimal', maxLength: 9 })}
        </div>
        <Offered id="cities" names={found.items.map(({ city }) => city)} />
        <Offered id="categories" names={found.items.map(({ category }) => category)} />
      </details>
    </form>
  );
}

/** What the events that are shown have, to choose from. */
function Offered({ id, names }: { id: string; names: readonly string[] }) {
  return (
    <datalist id={id}>
      {[...new Set(names)].toSorted().map((name) => (
        <option key={name} value={name} />
      ))}
    </datalist>
  );
}

function searchLabels(t: PageView['t']): Record<keyof Search, string> {
  return {
    q: t.searchWords,
    city: t.searchCity,
    category: t.searchCategory,
    from: t.searchFrom,
    to: t.searchTo,
    price: t.searchPrice,
  };
}

function Results({ view, whatsOn: { search, cursor, found, wrong } }: { view: PageView; whatsOn: WhatsOn }) {
  const { t, language } = view;
  const isAll = isEmptySearch(search);
  if (found.items.length === 0) {
    const labels = searchLabels(t);
    return (
      <div class="empty">
        <h2>{isAll ? t.nothingOn : t.searchNothing}</h2>
        {wrong.length > 0 ? (
          <p class="notice bad">{t.searchWrong({ fields: wrong.map((name) => labels[name]).join(', ') })}</p>
        ) : (
          <p>{isAll ? t.nothingOnHint : t.searchNothingHint}</p>
        )}
        {(!isAll || cursor !== undefined || wrong.length > 0) && (
          <a class="button quiet" href={pathIn(language, '/')}>
            {t.searchClear}
          </a>
        )}
      </div>
    );
  }
  const byMonth = Map.groupBy(found.items, ({ startsAt, timeZone }) => dateText(language, startsAt, 'month', timeZone));
  return (
    <>
      {[...byMonth].map(([month, events]) => (
        <section key={month} class="month">
          <h2>{month}</h2>
          <ul class="events">
            {events.map((event) => (
              <li key={event.id}>
                <EventCard view={view} event={event} />
              </li>
            ))}
          </ul>
        </section>
      ))}
      <nav class="pager">
        {cursor !== undefined && (
          <a class="button quiet" href={pathIn(language, searchPath(search))}>
            {t.backToStart}
          </a>
        )}
        {found.next !== null && (
          <a class="button quiet" rel="next" href={pathIn(language, searchPath(search, found.next))}>
            {t.laterEvents}
          </a>
        )}
      </nav>
    </>
  );
}

/** An event in a list: one link, named by its title. */
export function EventCard({ view, event }: { view: PageView; event: ListedEvent }) {
  const { language, t } = view;
  const { id, title, category, startsAt, timeZone, venue, city, priceFromCents, currency } = event;
  const date = (parts: Parameters<typeof dateText>[2]): string => dateText(language, startsAt, parts, timeZone);
  const price = priceFromCents === 0 ? t.free : t.from({ price: moneyText(language, priceFromCents, currency) });
  return (
    <article class="event-card">
      <div class="date" aria-hidden="true">
        <span class="weekday">{date('weekday')}</span>
        <span class="day">{date('day')}</span>
        <span class="shortmonth">{date('shortMonth')}</span>
      </div>
      <div class="what">
        <p class="kicker">{category}</p>
        <h3>
          <a href={pathIn(language, `/e/${id}`)}>
            <bdi>{title}</bdi>
          </a>
        </h3>
        <p class="where">
          <time dateTime={startsAt}>{date('short')}</time>
          <span aria-hidden="true"> · </span>
          <VenueName names={[venue?.name, city]} />
        </p>
      </div>
      <div class="offer">
        <p class="price">{price}</p>
        <SaleBadge view={view} event={event} />
      </div>
    </article>
  );
}

function SaleBadge({ view, event }: { view: PageView; event: ListedEvent }) {
  const { t, language, now } = view;
  const sale = saleOf({ ...event, free: event.seatsLeft }, now);
  const when = event.onSaleAt === null ? '' : dateText(language, event.onSaleAt, 'short', event.timeZone);
  switch (sale) {
    case 'cancelled':
      return <p class="badge bad">{t.cancelled}</p>;
    case 'past':
      return <p class="badge">{t.past}</p>;
    case 'soon':
      return <p class="badge">{t.notYetOnSale({ when })}</p>;
    case 'ended':
      return <p class="badge">{t.saleEnded}</p>;
    case 'sold-out':
    case 'all-held':
      return <p class="badge">{t.soldOut}</p>;
    case 'few-left':
      return <p class="badge warm">{t.seatsLeft({ count: event.seatsLeft })}</p>;
    default:
      return null;
  }
}
