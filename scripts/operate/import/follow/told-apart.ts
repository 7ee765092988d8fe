/**
 * Which source a file is when it is imported under a name for the first time, and which ids its events get. A UID is meant to be the same
 * everywhere, and is not: what another source has published under it stays that source's.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Fault } from '../../../cli/fault.ts';
import { plural } from '../../../../functions/shared/plural.ts';
import { eventIdFor, formerEventIdFor } from '../event-id.ts';
import { type Source, titleIn } from '../source-event.ts';
import type { Ids, Known, Publication } from './import-task.ts';
import { Ledger, type Origin } from './ledger.ts';

/** What a file has, and under which name. */
export interface FileOfEvents {
  file: string;
  source: Pick<Source, 'withdrawn' | 'isMessage'>;
  publications: readonly Publication[];
}

/** The ledger of a file, and what is to be said of how it was found. */
export interface Found {
  ledger: Ledger;
  note: string | undefined;
}

/**
 * The ledger that a file goes on with. One that is new under its name, unless that was given, may be an old one: renamed, if that is not there any more;
 * or a message about events of another source.
 * @throws Fault when it is a copy of a file that is still there, so that nobody can know which of them goes on
 */
export async function ledgerOf(given: FileOfEvents, folder: string, origin: Origin): Promise<Found> {
  const ledger = await Ledger.open(folder, origin);
  if (!ledger.isNew) return { ledger, note: undefined };
  const [nearest] = ledger.others
    .map((other) => ({ other, common: commonOf(given, other, origin.userId) }))
    .filter(({ common }) => common.length > 0)
    .toSorted(
      (one, two) => two.common.length - one.common.length || Number(one.other.isApart) - Number(two.other.isApart),
    );
  if (!nearest) return { ledger, note: undefined };
  const { other, common } = nearest;
  const isNamed = origin.source !== resolve(given.file);
  if (!isNamed && given.source.isMessage === true)
    return {
      ledger: other.beside(ledger.others),
      note: `a message about what was published from ${other.source}, which it is taken to belong to`,
    };
  const isMost = common.length * 2 > Math.min(given.publications.length, other.events.size);
  if (!isNamed && isMost && !existsSync(other.source))
    return {
      ledger: other.under(ledger),
      note: `goes on with ${other.source}, which is not there any more and had these events (--source NAME keeps them apart)`,
    };
  if (!isNamed && isCopy(given, other, common))
    throw new Fault(
      `${given.file} has the same events as ${other.source}: --source "${other.source}" goes on with that, --source NAME publishes them again beside it`,
    );
  return {
    ledger: ledger.apart(),
    note: `${plural(common.length, 'event')} of it ${common.length === 1 ? 'has the name of one' : 'have the names of some'} that ${other.source} published: kept apart (if it is the same source: --source "${other.source}")`,
  };
}

/** The ids that an identity has in a source: its own where another source has those that everybody would take. */
export function idsIn(ledger: Ledger, { userId, registered }: { userId: string; registered: boolean }) {
  return (identity: readonly string[]): Ids => {
    const usual = usualIds(userId, identity);
    if (usual.some((id) => ledger.events.has(id))) return usual;
    const own = eventIdFor(userId, ['source', ledger.name, ...identity]);
    const isTaken = ledger.others.some(({ events }) => usual.some((id) => events.has(id)));
    if (ledger.events.has(own) || (isTaken && !isNamedByContent(identity))) return [own];
    // An organizer who has just registered has nothing under ids of the former kind.
    return registered ? usual.slice(0, 1) : usual;
  };
}

const usualIds = (userId: string, identity: readonly string[]): [string, string] => [
  eventIdFor(userId, identity),
  formerEventIdFor(userId, identity),
];

/** Records in JSON have no names: what is called alike is alike. */
const isNamedByContent = ([format]: readonly string[]): boolean => format === 'json';

/** What of a file another source has published: of its events those by name, of what a message is about those of a family. */
function commonOf({ publications, source }: FileOfEvents, other: Ledger, userId: string): Known[] {
  const named = publications
    .filter(({ event }) => !isNamedByContent(event.identity))
    .map(({ event }) => knownOf(other, usualIds(userId, event.identity)));
  const told = [...source.withdrawn, ...publications.map(({ event }) => event)];
  const families = new Set(source.isMessage === true ? told.map(({ family }) => family) : []);
  const meant = [...other.events.values()].filter(({ family }) => families.has(family));
  return [...named, ...meant].filter((known) => known !== undefined);
}

const knownOf = ({ events }: Ledger, ids: Ids): Known | undefined => ids.map((id) => events.get(id)).find(Boolean);

/** Event for event the same titles and times. */
function isCopy({ publications }: FileOfEvents, other: Ledger, common: readonly Known[]): boolean {
  if (common.length !== publications.length || common.length !== other.events.size) return false;
  const told = new Set(publications.map(({ entry, body }) => `${titleIn(entry)} ${body.startsAt}`));
  return common.every(({ entry, startsAt }) => told.has(`${titleIn(entry)} ${startsAt}`));
}
