/** One import: reads a file, sees what is published of it, makes it what the file says, and tells what became of each entry. */
import { join } from 'node:path';
import { type Api, apiAt, Unreachable } from './api-client.ts';
import { Fault } from '../../cli/fault.ts';
import { SOMETHING_FOUND, STOPPED } from '../../cli/main.ts';
import { onSignals } from '../../cli/signals.ts';
import { followSource, type ImportOutcome } from './follow/follow-source.ts';
import { idsIn, ledgerOf } from './follow/told-apart.ts';
import { datesByKin } from './follow/date-matching.ts';
import { planOf } from './follow/import-plan.ts';
import type { Publication, ImportTask } from './follow/import-task.ts';
import { dryRunLines, isAsToldBy, isToDo, reportLines, skippedLines } from './follow/import-report.ts';
import type { Options } from './options.ts';
import {
  isLoopback,
  knownLocalAccount,
  localAccount,
  logIn,
  logInOrRegister,
  type Importer,
} from './importer-account.ts';
import { inShort } from './follow/publish.ts';
import { prepare } from './prepare.ts';
import { showProgress } from './follow/import-progress.ts';
import type { Skipped, Source } from './source-event.ts';
import { readSource } from './source-file.ts';

const KEPT = join(import.meta.dirname, '../../../.seatmesh');
const ACCOUNT_FILE = join(KEPT, 'organizer.json');
const LEDGERS = join(KEPT, 'imports');

/** A source, read and prepared. */
interface Prepared {
  source: Source;
  publications: Publication[];
  skipped: Skipped[];
}

/**
 * Imports a file. A first signal ends it after the requests under way, with a report of what was done.
 * @returns the exit code: 0 when everything of the file is there now as the file says
 * @throws Fault when nothing can be published, or what ended it
 */
export async function importFile(options: Options): Promise<number> {
  const started = performance.now();
  const now = new Date();
  const first = await readAndPrepare(options, now);
  for (const note of first.source.notes ?? []) console.log(`note: ${note}`);
  const isEmpty = first.publications.length + first.source.withdrawn.length === 0;
  const nothing = (): Fault => nothingIn(options.file, first.skipped);
  // A series that has ended earlier than it was to has dates on sale; an empty file may be a broken one.
  if (isEmpty && !first.skipped.some(({ isOver }) => isOver)) throw nothing();
  const organizer = isEmpty ? (await seenBy(apiAt(options.url), options))[0] : await organizerOf(options);
  if (!organizer && isEmpty) throw nothing();
  if (!organizer) return tellUnseen(first, options);
  if (organizer.registered) console.error('registered the organizer');
  const origin = { url: options.url, userId: organizer.userId, source: options.source };
  const { ledger, note } = await ledgerOf({ file: options.file, ...first }, options.ledger ?? LEDGERS, origin);
  if (isEmpty && ledger.events.size === 0) throw nothing();
  if (note !== undefined) console.log(`note: ${note}`);
  const prepared = ledger.events.size > 0 ? await readAndPrepare(options, now, datesByKin(ledger.events, now)) : first;
  const { source, publications, skipped } = prepared;
  const situation = {
    publications,
    withdrawn: source.withdrawn,
    skipped,
    ledger: ledger.events,
    dropped: ledger.dropped,
    ended: ledger.ended,
    now,
    isMessage: source.isMessage,
    complete: source.complete,
  };
  const tasks = planOf({ ...situation, partial: source.partial }, idsIn(ledger, organizer));
  if (!options.dryRun) await ledger.noteIntended(tasks);
  const outcome = await follow(tasks, skipped.length, organizer, options);
  if (!options.dryRun) await ledger.noteDone(tasks, outcome, now);
  const lines = options.dryRun
    ? dryRunLines(outcome, skipped)
    : reportLines(outcome, skipped, (performance.now() - started) / 1000);
  return tell(lines, outcome, options);
}

async function readAndPrepare(options: Options, now: Date, known?: ReturnType<typeof datesByKin>): Promise<Prepared> {
  const source = await readSource(options.file, { now, occurrences: options.occurrences, ...(known && { known }) });
  return { source, ...prepare(source) };
}

async function follow(
  tasks: readonly ImportTask[],
  skipped: number,
  organizer: Importer,
  options: Options,
): Promise<ImportOutcome> {
  const stop = new AbortController();
  onSignals(
    () => stop.abort(),
    () => process.exit(STOPPED),
  );
  const progress = showProgress(tasks.length + skipped, skipped);
  return followSource(tasks, organizer, { ...options, signal: stop.signal, onDone: progress.step }).finally(
    progress.end,
  );
}

/** A run that does nothing is no success, whoever asked for it. */
function tell(lines: readonly string[], outcome: ImportOutcome, { file, dryRun }: Options): number {
  const isNothing = outcome.left === 0 && outcome.results.every(({ verb }) => verb === 'skipped' || verb === 'nothing');
  for (const line of isNothing ? lines.slice(0, -1) : lines) console.log(line);
  if (outcome.stoppedBy !== undefined) throw outcome.stoppedBy;
  if (isNothing) throw new Fault(`nothing of ${file} can be published: all of its events were skipped`);
  if (!isAsToldBy(outcome)) return 1;
  return dryRun && isToDo(outcome) ? SOMETHING_FOUND : 0;
}

function nothingIn(file: string, skipped: readonly Skipped[]): Fault {
  for (const line of skippedLines(skipped)) console.log(line);
  const why = skipped.length > 0 ? `all ${skipped.length} of its events were skipped` : 'it has no events';
  return new Fault(`nothing of ${file} can be published: ${why}`);
}

/** Without the organizer nobody can see what is there: the file is told as if nothing were. */
function tellUnseen({ source, publications, skipped }: Prepared, options: Options): number {
  const withdrawn = source.withdrawn.filter(({ isSilent }) => !isSilent);
  const results = publications.map((publication) => {
    const { entry, event } = publication;
    return { verb: 'published' as const, entry, detail: inShort(publication), id: undefined, assumed: event.assumed };
  });
  const outcome = { results, left: 0, stoppedBy: undefined };
  return tell(dryRunLines(outcome, [...skipped, ...withdrawn]), outcome, options);
}

/** Undefined in a dry run that nobody is logged in for. */
async function organizerOf(options: Options): Promise<Importer | undefined> {
  const api = apiAt(options.url);
  if (!options.dryRun) return logInOrRegister(api, await accountOf(options));
  const [organizer, why] = await seenBy(api, options);
  if (!organizer) console.error(`${why}: shown as if nothing of the file had been published before`);
  return organizer;
}

async function seenBy(api: Api, { account, url }: Options): Promise<[Importer | undefined, why?: string]> {
  const known = account ?? (isLoopback(url) ? await knownLocalAccount(ACCOUNT_FILE) : undefined);
  if (!known) return [undefined, 'no account is given'];
  try {
    const organizer = await logIn(api, known);
    return organizer ? [organizer] : [undefined, `there is no account ${known.email}, or it has another password`];
  } catch (error) {
    if (error instanceof Unreachable) return [undefined, error.message];
    throw error;
  }
}

async function accountOf({ account, url }: Options): Promise<{ email: string; password: string }> {
  if (account) return account;
  if (isLoopback(url)) return localAccount(ACCOUNT_FILE);
  throw new Fault('Whose events are these? Set --email and --password, or SEATMESH_EMAIL and SEATMESH_PASSWORD');
}
