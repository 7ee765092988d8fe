/** A page of an event that somebody has open while others buy: when it shows that a seat is gone, and whether it shows what the server says. */
import type { BrowserContext, Page } from 'playwright-core';

/** A page with the seats of a section in sight. */
export interface WatchingPage {
  page: Page;
  /** Such as `S4`. */
  section: string;
  /** What it has complained of. */
  faults: string[];
}

/** What a page notes of itself. */
interface Watching {
  watched: { gone: Record<string, number>; refused: string[] };
}

/** One that looks at the list alone has no map: as with a script that is not loaded, or on a screen that has room for the list. */
export type Shown = 'list and map' | 'list';

/**
 * Opens the seats of a section in a new page, which notes when each is no longer free.
 * @throws TimeoutError of playwright's
 */
export async function watchSection(
  context: BrowserContext,
  url: string,
  { section, shown, withinMs }: { section: string; shown: Shown; withinMs: number },
): Promise<WatchingPage> {
  const page = await context.newPage();
  page.setDefaultTimeout(withinMs);
  const faults: string[] = [];
  page.on('pageerror', ({ message }) => faults.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  await page.addInitScript(noteGone, shown === 'list');
  await page.goto(url);
  await page.locator(`button[data-section=${section}]`).click();
  await page.locator('[data-place="0"]').waitFor();
  return { page, section, faults };
}

/** Runs in the page, before anything of it. */
function noteGone(withoutMap: boolean): void {
  const refused: string[] = [];
  const gone: Record<string, number> = {};
  Object.assign(globalThis, { watched: { gone, refused } });
  addEventListener('securitypolicyviolation', ({ violatedDirective }) => refused.push(violatedDirective));
  const look = (): void => {
    for (const seat of globalThis.document.querySelectorAll('[data-place]:not(.seat-free)'))
      gone[seat.getAttribute('data-place') ?? ''] ??= Date.now();
  };
  new MutationObserver(look).observe(globalThis.document, {
    attributeFilter: ['class'],
    childList: true,
    subtree: true,
  });
  if (!withoutMap) return;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('.seats-map { display: none; }');
  globalThis.document.adoptedStyleSheets.push(sheet);
}

/**
 * When the page no longer showed places of its section as free, once so many are not.
 * @returns undefined where it did not come to that in time
 */
export async function goneAt({ page }: WatchingPage, places: number, withinMs: number): Promise<number[] | undefined> {
  const found = await page
    .waitForFunction(
      (count) => {
        const { gone } = (globalThis as unknown as Watching).watched;
        return Object.keys(gone).length >= count ? gone : undefined;
      },
      places,
      { timeout: withinMs, polling: 100 },
    )
    .catch(ifInTime);
  const gone = await found?.jsonValue();
  if (!gone) return undefined;
  const at: number[] = [];
  for (const [place, time] of Object.entries(gone)) at[Number(place)] = time;
  return at;
}

/**
 * What a page shows of each seat of each section, one after the other opened as by hand.
 * @returns by section, whether each of its seats is shown as free; undefined where that takes longer
 */
export async function seatsShown(
  { page }: WatchingPage,
  sections: readonly string[],
  withinMs: number,
): Promise<boolean[][] | undefined> {
  return page.evaluate(openEach, { sections, withinMs });
}

/** Runs in the page: a question for each of twenty sections would take thirty pages minutes. */
async function openEach({
  sections,
  withinMs,
}: {
  sections: readonly string[];
  withinMs: number;
}): Promise<boolean[][] | undefined> {
  const { document } = globalThis;
  const until = performance.now() + withinMs;
  const shown: boolean[][] = [];
  const click = (section: string): void => document.querySelector<HTMLElement>(`[data-section=${section}]`)?.click();
  const seatsOf = (section: string): Element[] => [
    ...(document.querySelector(`[data-section=${section}]`)?.closest('li.is-open')?.querySelectorAll('[data-place]') ??
      []),
  ];
  for (const section of sections) {
    if (seatsOf(section).length === 0) click(section);
    while (seatsOf(section).length === 0) {
      if (performance.now() > until) return undefined;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    shown.push(seatsOf(section).map((seat) => seat.classList.contains('seat-free')));
  }
  return shown;
}

/** @throws Error where the page has complained of anything */
export async function complained({ page, faults }: WatchingPage): Promise<void> {
  const refused = await page.evaluate(() => (globalThis as unknown as Watching).watched.refused);
  if (faults.length + refused.length > 0) throw new Error(`a page complained: ${[...faults, ...refused].join('; ')}`);
}

/** What took too long is nothing; anything else is a fault. */
export function ifInTime(error: unknown): undefined {
  if (!(error instanceof Error) || error.name !== 'TimeoutError') throw error;
}
