/** What is not saved yet, kept in this browser: found again after a reload, a crash, an answer that was lost. */
import type { HallDocument } from './model/hall-document.ts';

export interface KeptHall {
  /** What it was made of: whatever was saved then. */
  base: HallDocument;
  document: HallDocument;
  at: Date;
}

const PREFIX = 'seatmesh.hall.';

export function keepHall(name: string, { base, document }: Omit<KeptHall, 'at'>): void {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify({ base, document, at: new Date().toISOString() }));
  } catch {
    // No room, or no storage: what is there is what is on the screen.
  }
}

export function keptHall(name: string): KeptHall | undefined {
  try {
    const kept = localStorage.getItem(PREFIX + name);
    if (kept === null) return undefined;
    const { base, document, at } = JSON.parse(kept) as KeptHall;
    if (!Array.isArray(base.chart.sections) || !Array.isArray(document.chart.sections)) return undefined;
    return { base, document, at: new Date(at) };
  } catch {
    return undefined;
  }
}

export function forgetHall(name: string): void {
  try {
    localStorage.removeItem(PREFIX + name);
  } catch {
    // Nothing was kept then.
  }
}
