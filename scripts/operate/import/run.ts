/** One import from beginning to end: the file is read, prepared, published, and accounted for. */
import { join } from 'node:path';
import { Fault } from '../../cli/fault.ts';
import { STOPPED } from '../../cli/main.ts';
import { onSignals } from '../../cli/signals.ts';
import { apiAt } from './api-client.ts';
import type { Options } from './options.ts';
import { isLoopback, localAccount, logInOrRegister } from './organizer.ts';
import { prepare } from './prepare.ts';
import { showProgress } from './progress.ts';
import { publishAll } from './publish.ts';
import { reportLines, skippedLines } from './report.ts';
import { readSource } from './source-file.ts';

const ACCOUNT_FILE = join(import.meta.dirname, '../../../.seatmesh/organizer.json');

/**
 * Imports a file. A first signal ends it after the requests under way, with a report of what was done.
 * @throws Fault when nothing can be published, or what ended it
 */
export async function importFile(options: Options): Promise<void> {
  const started = performance.now();
  const source = await readSource(options.file, { now: new Date(), occurrences: options.occurrences });
  const { publications, skipped } = prepare(source);
  if (publications.length === 0) {
    for (const line of skippedLines(skipped)) console.log(line);
    throw new Fault(nothingIn(options.file, skipped.length));
  }
  if (options.dryRun) {
    for (const { entry, body } of publications)
      console.log(`would publish ${entry}: ${body.startsAt}, ${body.venue.city}`);
    for (const line of skippedLines(skipped)) console.log(line);
    return console.log(`${publications.length} would be published, ${skipped.length} skipped`);
  }
  const organizer = await logInOrRegister(apiAt(options.url), await accountOf(options));
  if (organizer.registered) console.error('registered the organizer');
  const stop = new AbortController();
  onSignals(
    () => stop.abort(),
    () => process.exit(STOPPED),
  );
  const progress = showProgress(publications.length);
  const outcome = await publishAll(publications, organizer, {
    concurrency: options.concurrency,
    signal: stop.signal,
    onDone: progress.step,
  }).finally(progress.end);
  for (const line of reportLines(outcome, skipped, (performance.now() - started) / 1000)) console.log(line);
  if (outcome.stoppedBy !== undefined) throw outcome.stoppedBy;
  if (outcome.failed.length > 0 || outcome.left > 0) process.exitCode = 1;
}

/** A run that does nothing is no success, whoever asked for it. */
function nothingIn(file: string, skipped: number): string {
  const why = skipped > 0 ? `all ${skipped} of its events were skipped` : 'it has no events';
  return `nothing of ${file} can be published: ${why}`;
}

async function accountOf({ account, url }: Options): Promise<{ email: string; password: string }> {
  if (account) return account;
  if (isLoopback(url)) return localAccount(ACCOUNT_FILE);
  throw new Fault('Whose events are these? Set --email and --password, or SEATMESH_EMAIL and SEATMESH_PASSWORD');
}
