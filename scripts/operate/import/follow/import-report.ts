/** The account of an import that is given at its end. */
import type { Skipped } from '../source-event.ts';
import type { ImportOutcome } from './follow-source.ts';
import type { PublishResult, Verb } from './publish.ts';

const VERBS: readonly Verb[] = ['published', 'changed', 'cancelled', 'unchanged', 'refused', 'missing', 'skipped'];
const WITHOUT_WORDS: ReadonlySet<Verb> = new Set(['published', 'unchanged', 'nothing']);
const IF_ANY: ReadonlySet<Verb> = new Set(['missing']);

/** What an import did, in lines: what needs no word, the published and the unchanged, is only counted. */
export function reportLines(outcome: ImportOutcome, skipped: readonly Skipped[], seconds: number): string[] {
  const results = [...outcome.results, ...skipped.map(skippedResult)].toSorted(byEntry);
  const counts = VERBS.map((verb) => ({ verb, count: countOf(results, verb) }));
  return [
    ...results.filter(isToBeTold).map((result) => line('', result)),
    `${counts
      .filter(({ verb, count }) => count > 0 || !IF_ANY.has(verb))
      .map(({ verb, count }) => `${count} ${verb}`)
      .join(', ')}${outcome.left > 0 ? `, ${outcome.left} not tried` : ''} in ${seconds.toFixed(1)} s`,
  ];
}

/** What was assumed is told, also of what needs no word otherwise. */
function isToBeTold({ verb, assumed }: PublishResult): boolean {
  return !WITHOUT_WORDS.has(verb) || assumed !== undefined;
}

/** What became of events so far, each verb by how often: only of those that are. */
export function countsOf(verbs: readonly Verb[]): string {
  const counts = [...VERBS, 'nothing' as const].map((verb) => ({
    verb,
    count: verbs.filter((one) => one === verb).length,
  }));
  return counts
    .filter(({ count }) => count > 0)
    .map(({ verb, count }) => `${count} ${verb === 'nothing' ? 'with nothing to do' : verb}`)
    .join(', ');
}

/** What an import would do, an entry a line. */
export function dryRunLines(outcome: ImportOutcome, skipped: readonly Skipped[]): string[] {
  const results = [...outcome.results, ...skipped.map(skippedResult)].toSorted(byEntry);
  const count = (verb: Verb): string[] => (countOf(results, verb) > 0 ? [`${countOf(results, verb)} ${verb}`] : []);
  const would = (['changed', 'cancelled', 'refused'] as const).flatMap(count);
  return [
    ...results
      .filter(({ verb }) => verb !== 'unchanged' && verb !== 'nothing')
      .map((result) => line(IS_DONE[result.verb] ?? '', result)),
    [
      `${countOf(results, 'published')} would be published`,
      ...would.map((words) => words.replace(' ', ' would be ')),
      ...count('unchanged'),
      ...count('missing'),
      `${countOf(results, 'skipped')} skipped`,
    ].join(', '),
  ];
}

const IS_DONE: Partial<Record<Verb, string>> = {
  published: 'would publish',
  changed: 'would change',
  cancelled: 'would cancel',
  refused: 'would refuse',
};

/** Which entries were skipped, and why. */
export function skippedLines(skipped: readonly Skipped[]): string[] {
  return skipped.map((one) => line('', skippedResult(one)));
}

/** Whether everything of the source is there now as the source says. */
export function isAsToldBy({ results, left, stoppedBy }: ImportOutcome): boolean {
  return left === 0 && stoppedBy === undefined && countOf(results, 'refused') === 0;
}

/** Whether a dry run has seen something that would be different. */
export function isToDo({ results }: ImportOutcome): boolean {
  return results.some(({ verb }) => verb === 'published' || verb === 'changed' || verb === 'cancelled');
}

/** Of a series all have one entry: the date says which it is. */
function line(words: string, { verb, entry, detail, at, assumed }: PublishResult): string {
  const dated = at === undefined || detail.includes(at) ? detail : `${detail} (${at})`;
  const told = [dated, assumed].filter(Boolean).join('; ');
  return `${words || verb} ${entry}${told ? `: ${told}` : ''}`;
}

function skippedResult({ entry, reason }: Skipped): PublishResult {
  return { verb: 'skipped', entry, detail: reason, id: undefined };
}

function countOf(results: readonly PublishResult[], verb: Verb): number {
  return results.filter((result) => result.verb === verb).length;
}

/** By what happened, then by place in the file, which an entry begins with. */
function byEntry(one: PublishResult, other: PublishResult): number {
  return (
    VERBS.indexOf(one.verb) - VERBS.indexOf(other.verb) ||
    Number.parseInt(one.entry, 10) - Number.parseInt(other.entry, 10)
  );
}
