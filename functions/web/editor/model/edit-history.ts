/** What was done to a document, to be undone and done again. A value. Pure. */
import { after, type HallCommand } from './commands.ts';
import type { HallDocument } from './hall-document.ts';

interface Step {
  before: HallDocument;
  command: HallCommand;
  /** Steps of one key that follow each other are one: what is typed or held down. */
  key: string | undefined;
}

export interface EditHistory {
  readonly present: HallDocument;
  /** The last is the latest. */
  readonly past: readonly Step[];
  /** The first is what is done again next. */
  readonly future: readonly { step: Step; after: HallDocument }[];
}

/** More than anybody takes back; documents share what has stayed. */
const MOST_STEPS = 500;

export const begun = (document: HallDocument): EditHistory => ({ present: document, past: [], future: [] });

/** @returns the same where the command changes nothing */
export function done(history: EditHistory, command: HallCommand, key?: string): EditHistory {
  const { present, past } = history;
  const next = after(present, command);
  if (next === present || isSameValue(next, present)) return history;
  const last = past.at(-1);
  if (key !== undefined && last?.key === key) return { present: next, past, future: [] };
  return { present: next, past: [...past.slice(-MOST_STEPS + 1), { before: present, command, key }], future: [] };
}

export function undone(history: EditHistory): EditHistory {
  const step = history.past.at(-1);
  if (!step) return history;
  return {
    present: step.before,
    past: history.past.slice(0, -1),
    future: [{ step, after: history.present }, ...history.future],
  };
}

export function redone(history: EditHistory): EditHistory {
  const [next, ...future] = history.future;
  if (!next) return history;
  return { present: next.after, past: [...history.past, next.step], future };
}

/** By value; parts that two documents share are not looked into. */
export function isSameValue(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  const [mine, theirs] = [Object.entries(one), Object.entries(other)];
  return (
    Array.isArray(one) === Array.isArray(other) &&
    mine.length === theirs.length &&
    mine.every(
      ([key, value]) => Object.hasOwn(other, key) && isSameValue(value, (other as Record<string, unknown>)[key]),
    )
  );
}
