/** Makes one event what its source says, through the public API: publishes, changes, cancels it, or says why not. */
import type { EventView } from '../../../../functions/shared/event/event-view.ts';
import type { ApiAnswer } from '../api-client.ts';
import type { Importer } from '../importer-account.ts';
import { type EventDifference, differenceOf, withoutSeats } from './event-difference.ts';
import type { DateMovedTo, EndedEvent, Publication, ImportTask } from './import-task.ts';
import { objectionTo } from './times-along.ts';

/** What the person who imports has decided. */
export interface Decisions {
  /** Nothing is done; what would be is said. */
  dryRun: boolean;
  /** What buyers have paid for is changed. */
  changeSold: boolean;
  /** What buyers have paid for is cancelled. */
  cancelSold: boolean;
  /** What is gone from the source is cancelled. */
  cancelMissing: boolean;
}

/** What became of an event. */
export type Verb = 'published' | 'changed' | 'cancelled' | 'unchanged' | 'refused' | 'missing' | 'skipped' | 'nothing';

/** What became of an event, and in what words it is told. */
export interface PublishResult {
  verb: Verb;
  entry: string;
  detail: string;
  /** When it begins: as its source says, or else as it was published. */
  at?: string | undefined;
  /** Under which it is, or was; undefined where there is none. */
  id: string | undefined;
  /** When it is, where it is not as its source says. */
  staysAt?: Pick<EventView, 'startsAt' | 'endsAt'>;
  /** Its id, where it is cancelled and its source does not have that date any more. */
  droppedId?: string;
  /** Where it is cancelled otherwise: its id, and why. */
  ended?: { id: string; reason: string; movedTo?: DateMovedTo; ahead?: EndedEvent };
  /** What was assumed of it, where the source does not say. */
  assumed?: string | undefined;
}

const MOST_READINGS = 5;

/** Does what a task says. @throws Fault when the server cannot be reached */
export async function perform(task: ImportTask, organizer: Importer, decisions: Decisions): Promise<PublishResult> {
  if (task.kind === 'leave')
    return { verb: 'missing', entry: task.entry, detail: leftAsItIs(task.reason), at: task.at, id: task.ids[0] };
  for (let readings = 1; ; readings++) {
    const result = await (task.kind === 'keep' ? keep(task, organizer, decisions) : end(task, organizer, decisions));
    const at = task.kind === 'keep' ? task.publication.body.startsAt : undefined;
    if (result !== 'changed meanwhile') return { ...result, ...(at !== undefined && { at }) };
    if (readings === MOST_READINGS)
      return { verb: 'refused', entry: task.entry, detail: 'somebody else keeps changing it', at, id: task.ids[0] };
  }
}

/** An event as it is now, with its entity tag. */
interface Seen {
  id: string;
  event: EventView;
  etag: string | undefined;
}

type Keep = ImportTask & { kind: 'keep' };
type Step = PublishResult | 'changed meanwhile';

async function keep(task: Keep, organizer: Importer, decisions: Decisions): Promise<Step> {
  const { entry, publication } = task;
  const [id = '', ...former] = task.ids;
  let seen = await firstSeen(former, organizer);
  if (!seen && decisions.dryRun) {
    seen = await firstSeen([id], organizer);
    if (!seen) return published(task, id);
  }
  if (!seen) {
    const answer = await organizer.call('PUT', `/v1/events/${id}`, { body: publication.body });
    if (answer.status === 201) return published(task, id);
    seen = answer.status === 200 ? seenIn(answer, id) : undefined;
    if (answer.body.code === 'event_exists') seen = await firstSeen([id], organizer);
    if (!seen) return { verb: 'refused', entry, detail: reasonOf(answer), id: undefined };
  }
  return follow(task, seen, organizer, decisions);
}

async function follow(
  { entry, publication, told, ended }: Keep,
  { id, event, etag }: Seen,
  organizer: Importer,
  decisions: Decisions,
): Promise<Step> {
  const staysAt = { startsAt: event.startsAt, endsAt: event.endsAt };
  const refused = (detail: string): PublishResult => ({ verb: 'refused', entry, detail, id, staysAt });
  const why = ended === undefined ? '' : `, since it was ${ended}`;
  if (event.status === 'cancelled') return refused(`it was cancelled here${why}, and a cancelled event stays so`);
  let difference = differenceOf(event, publication, told);
  if (!difference) return { verb: 'unchanged', entry, detail: '', id };
  const gone = difference.isOfTerms ? await countSold(id, organizer) : 0;
  if (gone > 0 && !decisions.changeSold)
    return refused(`${soldWords(gone)}, left as it is (${difference.words.join('; ')}): --change-sold changes it`);
  if (gone > 0) difference = withoutSeats(difference);
  const { assumed } = publication.event;
  const changed: PublishResult = { verb: 'changed', entry, detail: difference.words.join('; '), id, assumed };
  if (decisions.dryRun) {
    const objection = objectionTo(difference.change, event, publication.body, new Date());
    return objection === undefined ? changed : refused(`${difference.words.join('; ')}: 422 ${objection}`);
  }
  const answer = await patch(id, etag, difference, organizer);
  if (answer.status === 200) return changed;
  if (isMeanwhile(answer)) return 'changed meanwhile';
  return refused(`${difference.words.join('; ')}: ${reasonOf(answer)}`);
}

/** Seats that are sold or blocked only now keep the chart. */
async function patch(
  id: string,
  etag: string | undefined,
  difference: EventDifference,
  organizer: Importer,
): Promise<ApiAnswer> {
  const send = ({ change }: EventDifference): Promise<ApiAnswer> =>
    organizer.call('PATCH', `/v1/events/${id}`, { body: change, ...withIfMatch(etag) });
  const answer = await send(difference);
  return answer.body.code === 'chart_locked' ? send(withoutSeats(difference)) : answer;
}

async function end(
  { entry, ids, reason, why, isSilent, movedTo, ahead }: ImportTask & { kind: 'end' },
  organizer: Importer,
  decisions: Decisions,
): Promise<Step> {
  const seen = await firstSeen(ids, organizer);
  if (!seen) {
    const noted = ahead && { ended: { id: ids[0] ?? '', reason, ahead } };
    return { verb: isSilent ? 'nothing' : 'skipped', entry, detail: reason, id: undefined, ...noted };
  }
  const { id, event, etag } = seen;
  const noted = why === 'dropped' ? { droppedId: id } : { ended: { id, reason, ...(movedTo && { movedTo }) } };
  // Also by an import that was stopped before it could note it.
  if (event.status === 'cancelled')
    return { verb: isSilent ? 'nothing' : 'unchanged', entry, detail: '', id: undefined, ...noted };
  if (Date.parse(event.endsAt) <= Date.now())
    return { verb: 'skipped', entry, detail: `${reason}, and over (${event.startsAt})`, id: undefined };
  const when = `${reason} (${event.startsAt})`;
  if (why === 'missing' && !decisions.cancelMissing)
    return { verb: 'missing', entry, detail: `${leftAsItIs(when)}: --cancel-missing cancels it`, id };
  const gone = await countSold(id, organizer);
  if (gone > 0 && !decisions.cancelSold)
    return {
      verb: 'refused',
      entry,
      detail: `${leftAsItIs(`${when}, but ${soldWords(gone)}`)}: --cancel-sold cancels it`,
      id,
    };
  const cancelled: PublishResult = {
    verb: 'cancelled',
    entry,
    detail: gone > 0 ? `${when}, ${soldWords(gone)}` : when,
    id: undefined,
    ...noted,
  };
  if (decisions.dryRun) return cancelled;
  const answer = await organizer.call('POST', `/v1/events/${id}/cancel`, withIfMatch(etag));
  if (answer.status === 200) return cancelled;
  if (isMeanwhile(answer)) return 'changed meanwhile';
  return { verb: 'refused', entry, detail: `${when}: ${reasonOf(answer)}`, id };
}

/** The first of these events that there is and is the organizer's: anybody could have taken an id of the former kind. */
async function firstSeen(ids: readonly string[], organizer: Importer): Promise<Seen | undefined> {
  for (const id of ids) {
    const answer = await organizer.call('GET', `/v1/events/${id}`);
    const seen = answer.status === 200 ? seenIn(answer, id) : undefined;
    if (seen?.event.organizerId === organizer.userId) return seen;
  }
  return undefined;
}

function seenIn({ body, etag }: ApiAnswer, id: string): Seen {
  return { id, event: body as unknown as EventView, etag };
}

function withIfMatch(etag: string | undefined): { ifMatch?: string } {
  return etag === undefined ? {} : { ifMatch: etag };
}

function isMeanwhile({ status, body }: ApiAnswer): boolean {
  return status === 412 || body.code === 'event_changed';
}

/** Seats that are not to be had any more: sold, or blocked by the organizer. */
async function countSold(id: string, organizer: Importer): Promise<number> {
  const { status, body } = await organizer.call('GET', `/v1/events/${id}/availability`);
  const counts = body['counts'] as { sold?: number } | undefined;
  // Whoever cannot see what is sold takes it for sold.
  return status === 200 && typeof counts?.sold === 'number' ? counts.sold : Infinity;
}

function soldWords(seats: number): string {
  if (seats === Infinity) return 'nobody can see what is sold of it';
  return `${seats} ${seats === 1 ? 'seat is' : 'seats are'} sold or blocked`;
}

function leftAsItIs(reason: string): string {
  return `${reason}, left as it is`;
}

function reasonOf({ status, body }: ApiAnswer): string {
  return `${status} ${body.detail ?? body.code ?? ''}`.trim();
}

function published({ entry, publication }: Keep, id: string): PublishResult {
  return { verb: 'published', entry, detail: inShort(publication), id, assumed: publication.event.assumed };
}

/** When and where it is, for whoever looks at what would be published. */
export function inShort({ body }: Publication): string {
  return `${body.startsAt}, ${body.venue.city}`;
}
