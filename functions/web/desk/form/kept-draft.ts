/** What is being written, kept in the browser: a reload, a crash or a lost connection takes nothing away. */
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

const nameOf = (userId: string, eventId: string): string => `seatmesh.desk.${userId}.${eventId}`;

/** Undefined where nothing is kept. @param eventId `new` of one that is not there yet */
export function keptDraft(userId: string, eventId: string): KeptDraft | undefined {
  try {
    const { form, ...kept } = JSON.parse(
      localStorage.getItem(nameOf(userId, eventId)) ?? '{}',
    ) as Partial<KeptDraft> & { form?: number };
    const { draft, base } = kept;
    const isWhole = DRAFT_FIELDS.every((field) => draft?.[field] !== undefined && base?.draft[field] !== undefined);
    return form === FORM && isWhole ? (kept as KeptDraft) : undefined;
  } catch {
    return undefined;
  }
}

/** @returns whether there was room */
export function keepDraft(userId: string, eventId: string, kept: KeptDraft): boolean {
  try {
    localStorage.setItem(nameOf(userId, eventId), JSON.stringify({ form: FORM, ...kept }));
    return true;
  } catch {
    return false;
  }
}

export function forgetDraft(userId: string, eventId: string): void {
  try {
    localStorage.removeItem(nameOf(userId, eventId));
  } catch {
    // Nothing was kept then.
  }
}
