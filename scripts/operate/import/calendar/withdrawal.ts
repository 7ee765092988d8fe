/** What a VEVENT says of being off, or not for everybody (RFC 5545, 3.8.1.3 and 3.8.1.11; RFC 5546, 3.2.5), and of which events it says so. */
import type { Source, SourceEvent, Withdrawn } from '../source-event.ts';
import { all, first, textOf, unescaped } from './lines/calendar-parser.ts';
import type { Component } from './lines/component.ts';
import { familyBy, identityBy, nameOf } from './entry-names.ts';
import { type CalendarEntry, isRecurring } from './event-times.ts';
import { momentText } from './moments.ts';
import type { LeftOut } from './occurrence.ts';
import { type EntryHead, sequenceOf } from './vevent-versions.ts';

/** Why an event is not to be on sale, by what its source says of it. */
export type Withdrawal = Pick<Withdrawn, 'reason'>;

export const CANCELLED: Withdrawal = { reason: 'cancelled in the source' };
export const EXCLUDED: Withdrawal = { reason: 'left out by the source (EXDATE)' };
/** RFC 5545, 3.8.1.3: whatever class is not known is to be taken for a private one. */
const HIDDEN: Withdrawal = { reason: 'not public in the source (CLASS)' };

/** Who says two things of one event is believed in the one that keeps it from sale. */
export function withdrawalOf(component: Component): Withdrawal | undefined {
  const said = (name: string): string[] =>
    all(component, name).map(({ value }) => unescaped(value).trim().toUpperCase());
  if (said('CLASS').some((kind) => kind !== '' && kind !== 'PUBLIC')) return HIDDEN;
  const isOff = said('STATUS').some((status) => /^CANCELL?ED$/.test(status)) || said('METHOD').includes('CANCEL');
  return isOff ? CANCELLED : undefined;
}

/** Of which events an entry says it: without RECURRENCE-ID it may stand for all of its UID, and does where these are one series. */
export function extentOf({ entry, isOneOfSeveral }: EntryHead): Withdrawn['extent'] {
  const of = first(entry.component, 'RECURRENCE-ID');
  if (of) return of.parameters.get('RANGE')?.toUpperCase() === 'THISANDFUTURE' ? 'from then on' : 'one';
  const isAlone = !isRecurring(entry) && !isOneOfSeveral && textOf(entry.component, 'UID') !== '';
  return isAlone ? 'what begins then' : 'one';
}

/** Takes back what was published of an occurrence. */
export function withdraw(
  { entry, recurrenceId, startsAt, place, start, isOfSeries = true }: LeftOut,
  withdrawal: Withdrawal,
  how: Pick<Withdrawn, 'isSilent' | 'extent' | 'placeBegins'>,
): Withdrawn {
  const { component } = entry;
  const named = ['ics', ...identityBy(component, new Date(startsAt))];
  return {
    entry: nameOf(entry),
    ...withdrawal,
    ...how,
    identity: [...named, recurrenceId],
    ...(how.extent === 'what begins then' && { asPerformance: [...named, momentText(start)] }),
    family: familyBy(component),
    sequence: sequenceOf(entry),
    originally: new Date(place),
    isOfSeries,
  };
}

/** Takes back everything that was published of an entry, whenever it was. */
export function withdrawAll(
  entry: CalendarEntry,
  withdrawal: Withdrawal,
  { isSilent }: Pick<Withdrawn, 'isSilent'>,
): Withdrawn {
  const { component } = entry;
  const uid = textOf(component, 'UID');
  return {
    entry: nameOf(entry),
    ...withdrawal,
    identity: ['ics', uid, ''],
    family: familyBy(component),
    sequence: sequenceOf(entry),
    isSilent,
    extent: uid === '' ? 'one' : 'all',
  };
}

/** Of several calendars in a file one may take back what another has: who says two things is believed in the one that keeps it from sale. */
export function withoutWithdrawn({ events, withdrawn }: Source): Source['events'] {
  const byFamily = new Map(
    [...Map.groupBy(withdrawn, ({ family }) => family)].map(([family, those]) => [family, takenBackBy(those)]),
  );
  return events.filter(({ event }) => byFamily.get(event.family)?.(event) !== true);
}

/** Which events of a family are taken back: asked for each without a look at every one of those. */
function takenBackBy(those: readonly Withdrawn[]): (event: SourceEvent) => boolean {
  const identities = new Set<string>();
  const places = new Set<number>();
  const starts = new Set<number>();
  let [isAll, from] = [false, Infinity];
  for (const { identity, asPerformance, extent, originally } of those) {
    identities.add(JSON.stringify(identity));
    if (asPerformance) identities.add(JSON.stringify(asPerformance));
    const at = originally?.getTime();
    if (extent === 'all') isAll = true;
    else if (at !== undefined) {
      places.add(at);
      if (extent === 'from then on') from = Math.min(from, at);
      if (extent === 'what begins then') starts.add(at);
    }
  }
  return ({ identity, originally, seriesBegins }) =>
    isAll ||
    identities.has(JSON.stringify(identity)) ||
    places.has(originally.getTime()) ||
    originally.getTime() > from ||
    (seriesBegins !== undefined && starts.has(seriesBegins.getTime()));
}
