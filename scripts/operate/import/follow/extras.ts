/**
 * What sources tell of some events only, and organizers may set by hand: links, a picture, an address, the name of the place. Whose a value
 * is stands in the ledger: what was told by the source, as it was then, and is so still follows the source; any other is the organizer's. Pure.
 */
import * as z from 'zod';
import type { NewEvent } from '../../../../functions/publish/api.ts';
import type { EventView, VenueView } from '../../../../functions/shared/event/event-view.ts';
import { VENUE_UNKNOWN } from '../import-rules.ts';

const Text = z.string().nullable();

/** As a source tells them; null where it does not. */
export const Extras = z.object({ url: Text, imageUrl: Text, venueName: Text, address: Text, venueUrl: Text });
export type Extras = z.output<typeof Extras>;

/** Former versions of the importer told none of these. Which names of places they had made up is not known, so none was theirs. */
export const NOTHING_TOLD: Extras = { url: null, imageUrl: null, venueName: null, address: null, venueUrl: null };

/** What an event has of them. A name of a place that is made up is none. */
export function extrasOf({ url, imageUrl, venue }: Pick<NewEvent | EventView, 'url' | 'imageUrl' | 'venue'>): Extras {
  return {
    url,
    imageUrl,
    venueName: venue.name === VENUE_UNKNOWN ? null : venue.name,
    address: venue.address ?? null,
    venueUrl: venue.url ?? null,
  };
}

/** Of an event: the fields that extras are in. */
type ExtraFields = Pick<NewEvent, 'url' | 'imageUrl' | 'venue'>;

/**
 * What an event is to have.
 * @param told what the source told of it when it was last as the source said; undefined where that is not known
 */
export function extrasFollowed(shown: EventView, body: NewEvent, told: Extras | undefined): ExtraFields {
  const [now, next] = [extrasOf(shown), extrasOf(body)];
  const followed = (field: keyof Extras): string | null => {
    const isTold = told === undefined ? next[field] !== null : now[field] === told[field];
    return isTold ? next[field] : now[field];
  };
  const links = { url: followed('url'), imageUrl: followed('imageUrl') };
  const { city, country, timeZone } = body.venue;
  const isElsewhere = city !== shown.venue.city || country !== shown.venue.country;
  const isRenamed = next.venueName !== null && next.venueName !== now.venueName && next.venueName !== told?.venueName;
  // An address, whoever wrote it, is that of the place before.
  if (isElsewhere || isRenamed) return { ...links, venue: body.venue };
  const name = next.venueName ?? followed('venueName') ?? VENUE_UNKNOWN;
  const [address, url] = [followed('address'), followed('venueUrl')];
  const venue = { name, city, country, timeZone, ...(address !== null && { address }), ...(url !== null && { url }) };
  return { ...links, venue };
}

/** Whether somebody who goes to one place would not find the other: an address where none was is none. */
export function isOtherPlace(before: VenueView, next: VenueView): boolean {
  const isReaddressed = before.address !== undefined && next.address !== undefined && before.address !== next.address;
  return (
    isReaddressed || (['name', 'city', 'country', 'timeZone'] as const).some((field) => before[field] !== next[field])
  );
}
