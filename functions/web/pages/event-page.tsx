/** The page of an event. */
import { usedCategories } from '../../shared/event/row-prices.ts';
import type { EventOnPage } from '../asking/event-on-page.ts';
import { dateText, moneyText, rangeText } from '../texts/formats.ts';
import { pathIn } from '../texts/languages.ts';
import { structuredEvent } from './event-data.ts';
import { isOpen, type Sale } from './event-sale.ts';
import { SectionList } from './section-list.tsx';
import type { Page, PageView } from './page-view.ts';
import { VenueName } from '../texts/venue-name.tsx';

const DESCRIPTION_LENGTH = 200;

export function eventPage(view: PageView, shown: EventOnPage, sale: Sale): Page {
  const { event } = shown;
  const { language, t } = view;
  const path = `/e/${event.id}`;
  const when = dateText(language, event.startsAt, 'full', event.venue.timeZone);
  const about = `${when} · ${event.venue.name}, ${event.venue.city}. ${event.description}`;
  const picture = event.imageUrl ?? `${path}/picture.png`;
  return {
    status: 200,
    title: event.title,
    description:
      about.length > DESCRIPTION_LENGTH ? `${about.slice(0, DESCRIPTION_LENGTH - 1).trimEnd()}…` : about.trim(),
    canonical: path,
    picture,
    structured: structuredEvent(view, shown, sale, picture),
    islands: ['event.js', ...(isOpen(sale) ? ['picker.js'] : [])],
    later: isOpen(sale) ? ['map-script.js'] : [],
    alternates: [
      { type: 'text/calendar', href: `/v1/events/${event.id}/event.ics`, title: t.addToCalendar },
      ...(view.publicUrl === undefined
        ? []
        : [
            {
              type: 'application/json+oembed',
              href: `/oembed?url=${encodeURIComponent(new URL(pathIn(language, path), view.publicUrl).href)}`,
              title: event.title,
            },
          ]),
    ],
    body: <EventBody view={view} shown={shown} sale={sale} />,
  };
}

/** The page itself, also for who looks at it before it is public. */
export function EventBody({ view, shown, sale }: { view: PageView; shown: EventOnPage; sale: Sale }) {
  const { t } = view;
  const { event } = shown;
  return (
    <article class="event wide">
      <header class="event-head">
        <p class="kicker" dir="auto">
          {event.category}
        </p>
        <h1 dir="auto">{event.title}</h1>
        <p class="lead">
          {dateText(view.language, event.startsAt, 'full', event.venue.timeZone)}
          <span aria-hidden="true"> · </span>
          <VenueName names={[event.venue.name, event.venue.city]} />
        </p>
        <Status view={view} shown={shown} sale={sale} />
      </header>
      <div class="event-columns">
        <div class="event-facts">
          <Facts view={view} shown={shown} />
          <Actions view={view} shown={shown} />
        </div>
        <div class="event-main">
          {event.imageUrl !== null && (
            <img
              class="event-picture"
              src={event.imageUrl}
              alt={t.pictureOf({ title: event.title })}
              loading="lazy"
              decoding="async"
              referrerPolicy="no-referrer"
            />
          )}
          {event.description !== '' && (
            <section>
              <h2>{t.about}</h2>
              {event.description.split(/\n{2,}/).map((paragraph, index) => (
                <p key={index} class="text" dir="auto">
                  {paragraph}
                </p>
              ))}
            </section>
          )}
        </div>
      </div>
      <section class="seats">
        <h2 id="seats">{t.seatsAndPrices}</h2>
        <SectionList view={view} shown={shown} sale={sale} />
      </section>
    </article>
  );
}

function Status({ view, shown, sale }: { view: PageView; shown: EventOnPage; sale: Sale }) {
  const { t, language } = view;
  const { event, availability } = shown;
  const count = availability?.counts.free ?? 0;
  const soon = event.onSaleAt === null ? '' : dateText(language, event.onSaleAt, 'full', event.venue.timeZone);
  const texts: Record<Sale, string> = {
    cancelled: t.statusCancelled,
    past: t.statusPast,
    soon: t.statusSoon({ when: soon }),
    ended: t.statusEnded,
    'sold-out': t.statusSoldOut,
    'all-held': t.statusHeld,
    'few-left': t.statusOn({ count }),
    on: t.statusOn({ count }),
    unknown: t.statusUnknown,
  };
  const tone = sale === 'cancelled' ? 'bad' : sale === 'on' || sale === 'few-left' ? 'good' : '';
  return (
    <p class={`notice ${tone}`} data-sale={sale} data-begins={sale === 'soon' ? event.onSaleAt : undefined}>
      <span role={sale === 'soon' ? 'status' : undefined}>{texts[sale]}</span>
      {isOpen(sale) && sale !== 'sold-out' && (
        <a href="#seats" class="button">
          {t.chooseSeats}
        </a>
      )}
    </p>
  );
}

function Facts({ view, shown }: { view: PageView; shown: EventOnPage }) {
  const { t, language } = view;
  const { event } = shown;
  const { venue, startsAt, endsAt, doorsAt, limitPerOrder, limitPerBuyer, cancelUntil } = event;
  const zone = venue.timeZone;
  const isOneDay = isOfOneDay(startsAt, endsAt);
  const [begin, end] = [startsAt, endsAt].map((instant) => dateText(language, instant, 'time', zone));
  const isSameDate = dateText(language, startsAt, 'long', zone) === dateText(language, endsAt, 'long', zone);
  const place = [venue.address, venue.city, venue.country].filter(Boolean).join(', ');
  return (
    <dl class="facts in-columns">
      <div>
        <dt>{t.when}</dt>
        <dd>
          <time dateTime={startsAt} class="strong">
            {isOneDay
              ? dateText(language, startsAt, 'long', zone)
              : rangeText(language, startsAt, endsAt, 'long', zone)}
          </time>
          <span>
            {isOneDay && isSameDate
              ? rangeText(language, startsAt, endsAt, 'time', zone)
              : isOneDay
                ? `${begin} – ${end}`
                : begin}
          </span>
          {doorsAt !== null && <span>{t.doors({ time: dateText(language, doorsAt, 'time', zone) })}</span>}
          <span class="your-time" data-starts={startsAt} data-zone={zone} hidden />
        </dd>
      </div>
      <div>
        <dt>{t.where}</dt>
        <dd>
          <bdi class="strong">{venue.name}</bdi>
          <span>
            <VenueName names={[venue.address, venue.city, venue.country]} />
          </span>
          <a href={mapUrl([venue.name, place].join(', '))} rel="noreferrer">
            {t.showMap}
          </a>
          {venue.url !== undefined && (
            <a href={venue.url} rel="noreferrer">
              {t.venuePage}
            </a>
          )}
        </dd>
      </div>
      <div>
        <dt>{t.prices}</dt>
        <dd>
          <Prices view={view} shown={shown} />
          <span class="small">{t.limitPerOrder({ count: limitPerOrder })}</span>
          {limitPerBuyer !== null && <span class="small">{t.limitPerBuyer({ count: limitPerBuyer })}</span>}
          {cancelUntil === null && <span class="small">{t.cancelNever}</span>}
          {typeof cancelUntil === 'string' && (
            <span class="small">{t.cancelUntil({ when: dateText(language, cancelUntil, 'full', zone) })}</span>
          )}
        </dd>
      </div>
    </dl>
  );
}

/** What no seat costs is no price of the event. */
function Prices({ view: { t, language }, shown: { event, chart } }: { view: PageView; shown: EventOnPage }) {
  const used = chart && usedCategories(chart.sections);
  const prices = event.priceCategories
    .filter(({ id }) => !used || used.has(id))
    .toSorted((one, other) => other.priceCents - one.priceCents);
  return (
    <ul class="prices">
      {prices.map(({ id, name, priceCents }) => (
        <li key={id}>
          <bdi>{name}</bdi>
          <span class="amount">{priceCents === 0 ? t.free : moneyText(language, priceCents, event.currency)}</span>
        </li>
      ))}
    </ul>
  );
}

const MIDNIGHT_MS = 16 * 3_600_000;

/** Also an evening that ends after midnight; a festival of several days is not. */
function isOfOneDay(startsAt: string, endsAt: string): boolean {
  return Date.parse(endsAt) - Date.parse(startsAt) < MIDNIGHT_MS;
}

/** A search: an installation knows no coordinates, and loads no tiles. */
function mapUrl(place: string): string {
  return `https://www.openstreetmap.org/search?query=${encodeURIComponent(place)}`;
}

function Actions({ view: { t }, shown: { event } }: { view: PageView; shown: EventOnPage }) {
  return (
    <p class="actions">
      <a class="button quiet" href={`/v1/events/${event.id}/event.ics`}>
        {t.addToCalendar}
      </a>
      <button type="button" class="button quiet share" hidden data-title={event.title} data-copied={t.shareCopied}>
        {t.share}
      </button>
      {event.url !== null && (
        <a class="button quiet" href={event.url} rel="noreferrer">
          {t.moreAboutEvent}
        </a>
      )}
    </p>
  );
}
