/**
 * What is being written, kept in the browser: a reload, a crash or a lost connection takes nothing away. Each tab keeps its own, so that two that write
 * the same event take nothing from each other; what a tab that is gone has left, the next one finds.
 */
import { newKey } from '../../picker/hall/new-key.ts';
import { DRAFT_FIELDS, type EventDraft } from './event-draft.ts';

/** What a draft began with: the event as it was, by its version; 0 of a new one. */
export interface DraftBase {
  draft: EventDraft;
  version: number;
}

/** What is kept of an event that is being written. */
export interface KeptDraft {
  draft: EventDraft;
  /** What it was when it was begun. */
  base: DraftBase;
  /** Names a new event, so that it is there once however often it is sent. */
  key: string;
}

/** Grows when what is kept has another form: what an older page wrote is not read. */
const FORM = 1;
const TAB = 'seatmesh.desk.tab';
/** A page that is just being left, as at a reload, still has its lock for a moment. */
const LEAVING_MS = 1_500;

/** Where what a tab writes is kept, and what it has found there or taken over. */
export interface DraftPlace {
  name: string;
  found: KeptDraft | undefined;
}

/** Where this tab keeps what it writes of an event. @param eventId `new` of one that is not there yet */
export async function draftPlace(userId: string, eventId: string): Promise<DraftPlace> {
  const all = `seatmesh.desk.${userId}.${eventId}`;
  const name = `${all}.${await ownTab()}`;
  const own = draftUnder(name);
  if (own) return { name, found: own };
  for (const left of namesBelow(all)) if (await takeOver(left, all, name)) break;
  return { name, found: draftUnder(name) };
}

/** @returns whether there was room */
export function keepDraft(name: string, kept: KeptDraft): boolean {
  try {
    localStorage.setItem(name, JSON.stringify({ form: FORM, ...kept }));
    return true;
  } catch {
    return false;
  }
}

export function forgetDraft(name: string): void {
  try {
    localStorage.removeItem(name);
  } catch {
    // Nothing was kept then.
  }
}

/** Undefined where nothing is kept. */
function draftUnder(name: string): KeptDraft | undefined {
  try {
    const { form, ...kept } = JSON.parse(localStorage.getItem(name) ?? '{}') as Partial<KeptDraft> & { form?: number };
    const { draft, base } = kept;
    const isWhole = DRAFT_FIELDS.every((field) => draft?.[field] !== undefined && base?.draft[field] !== undefined);
    return form === FORM && isWhole ? (kept as KeptDraft) : undefined;
  } catch {
    return undefined;
  }
}

/** What is kept of an event, by whichever tab. The name without a tab is of a page of before tabs had places of their own. */
function namesBelow(all: string): string[] {
  try {
    return Object.keys(localStorage).filter((name) => name === all || name.startsWith(`${all}.`));
  } catch {
    return [];
  }
}

/** Makes what a tab has left one's own, unless that is still there; of several who look for it one has it. @returns whether it was */
async function takeOver(left: string, all: string, name: string): Promise<boolean> {
  const take = (): boolean => {
    const found = draftUnder(left);
    if (!found) return false;
    // There may be room for it only once.
    forgetDraft(left);
    if (keepDraft(name, found)) return true;
    keepDraft(left, found);
    return false;
  };
  const tab = left.slice(all.length + 1);
  return (await locked(tab, { ifAvailable: true }, take)) ?? false;
}

let tabOfPage: Promise<string> | undefined;

/** What this tab is called: the same after a reload, and another than that of the tab which it was made a copy of. */
function ownTab(): Promise<string> {
  tabOfPage ??= (async () => {
    const before = sessionTab();
    if (before !== undefined && (await isOurs(before, { signal: AbortSignal.timeout(LEAVING_MS) }))) return before;
    const tab = newKey();
    await isOurs(tab, {});
    try {
      sessionStorage.setItem(TAB, tab);
    } catch {
      // It is then called otherwise after a reload, and finds what it had as what was left.
    }
    return tab;
  })();
  return tabOfPage;
}

function sessionTab(): string | undefined {
  try {
    return sessionStorage.getItem(TAB) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a tab's lock for as long as the page is there. @returns whether it could be had */
function isOurs(tab: string, options: LockOptions): Promise<boolean> {
  return new Promise((resolve) => {
    const hold = (): Promise<never> => {
      resolve(true);
      return new Promise<never>(() => {});
    };
    void locked(tab, options, hold).then(() => resolve(false));
  });
}

/** Where a page may not have locks, whoever asks has them all. @returns undefined where somebody else has it */
async function locked<Value>(
  tab: string,
  options: LockOptions,
  act: () => Value | Promise<Value>,
): Promise<Value | undefined> {
  const { locks } = navigator as Partial<Navigator>;
  if (!locks) return act();
  try {
    return await locks.request(`${TAB}.${tab}`, options, async (lock) => (lock ? act() : undefined));
  } catch {
    return undefined;
  }
}
