/** What a page of another site shows of an event: its seats to choose from, and the way to our page, where they are bought. */
import { useEffect } from 'preact/hooks';
import { isOpen, type Sale, saleOf } from '../pages/event-sale.ts';
import { useLoadingSale } from '../picker/list/loading-sale.tsx';
import { NoSuchEvent } from '../picker/load-sale.ts';
import { ChooseSeats } from '../picker/mount.tsx';
import type { SeatSale } from '../picker/seat-sale.ts';
import { dateText } from '../texts/formats.ts';
import * as t from '../texts/of-page.ts';
import { chosenDetail, eventPageUrl } from './chosen-detail.ts';
import { VenueName } from '../texts/venue-name.tsx';

export interface EmbeddedSeatsProps {
  /** Which tells the page around it what happens. */
  element: HTMLElement;
  eventId: string;
  /** The origin of our pages and of the API. */
  home: string;
}

export function EmbeddedSeats({ element, eventId, home }: EmbeddedSeatsProps) {
  const { sale, waiting, isRetried } = useLoadingSale(eventId, t.seatsLoading, (error) => whyNot(error, home), home);
  useEffect(() => {
    if (!sale) return undefined;
    return sale.onChange((change) => {
      if (change === 'chosen') tell(element, 'seatmesh-seats', chosenDetail(sale, home));
    });
  }, [sale]);
  const link = eventPageUrl(home, eventId);
  if (!sale)
    return (
      <>
        {waiting}
        {eventId !== '' && (
          <p>
            <a href={link} target={targetOf(element)}>
              {t.embedOwnPage}
            </a>
          </p>
        )}
      </>
    );
  const { event } = sale;
  const standing = saleOf({ ...event, seatsTotal: sale.hall.seats, free: undefined }, new Date());
  return (
    <>
      <div class="embed-head">
        <h2 class="embed-title">
          <a href={link} target={targetOf(element)}>
            <bdi>{event.title}</bdi>
          </a>
        </h2>
        <p class="small">
          {dateText(t.languageCode, event.startsAt, 'full', event.venue.timeZone)} ·{' '}
          <VenueName names={[event.venue.name, event.venue.city]} />
        </p>
      </div>
      {isOpen(standing) ? (
        <ChooseSeats sale={sale} onContinue={() => goOn(element, sale, home)} isAwaited={isRetried} />
      ) : (
        <p class="notice">{closedText(standing, sale)}</p>
      )}
    </>
  );
}

/** What is said of seats that could not be loaded. */
async function whyNot(error: unknown, home: string): Promise<string> {
  if (error instanceof NoSuchEvent) return t.refusedGone;
  // A browser does not say why it gives a page no answer; where the host is there, it is because the page may not have it.
  const isThere = error instanceof TypeError && (await isReached(new URL('/v1', home)));
  if (!isThere) return t.seatsLoadFailed;
  // oxlint-disable-next-line no-console -- to who has written the page around, not to its readers
  console.warn(`seatmesh-seats: ${home} does not let pages of ${location.origin} read seats (EMBED_ORIGINS)`);
  return t.embedNotHere;
}

const REACHED_MS = 5_000;

const isReached = (url: URL): Promise<boolean> =>
  fetch(url, { mode: 'no-cors', credentials: 'omit', cache: 'no-store', signal: AbortSignal.timeout(REACHED_MS) }).then(
    () => true,
    () => false,
  );

function closedText(standing: Sale, { event }: SeatSale): string {
  if (standing === 'cancelled') return t.statusCancelled;
  if (standing === 'past') return t.statusPast;
  if (standing === 'soon')
    return t.statusSoon({ when: dateText(t.languageCode, event.onSaleAt ?? '', 'full', event.venue.timeZone) });
  return t.statusEnded;
}

/** @returns whether the page around it leaves the rest to us */
function tell(element: HTMLElement, name: string, detail: object): boolean {
  return element.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable: true }));
}

/** Seats are held and bought on our own page: no cookie of a third party is needed, and its address is seen. */
function goOn(element: HTMLElement, sale: SeatSale, home: string): void {
  const detail = chosenDetail(sale, home);
  if (!tell(element, 'seatmesh-continue', detail)) return;
  // By a link: it keeps to what the page around says of its frames, and gives a new tab no hold of that page.
  Object.assign(document.createElement('a'), { href: detail.url, target: targetOf(element), rel: 'noopener' }).click();
}

function targetOf(element: HTMLElement): string {
  return element.getAttribute('target') === '_blank' ? '_blank' : '_top';
}
