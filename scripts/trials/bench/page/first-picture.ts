/** How long it takes until the list of a hall can be used, and until its map is drawn. */
import type { BenchBrowser } from './bench-browser.ts';

const PATIENCE_MS = 60_000;

/** In ms from the beginning of the navigation. */
export interface FirstPicture {
  listMs: number;
  mapMs: number;
}

/** @param slower how many times slower the page's process is made */
export async function firstPicture(browser: BenchBrowser, url: string, slower: number): Promise<FirstPicture> {
  const tab = await browser.open({
    viewport: { width: 390, height: 700 },
    deviceScaleFactor: 2,
    isMobile: true,
    hasTouch: true,
  });
  try {
    const { page, session } = tab;
    await session.send('Emulation.setCPUThrottlingRate', { rate: slower });
    await page.addInitScript(() => {
      const seen: Record<string, number> = {};
      Object.assign(globalThis, { seenFirst: seen });
      const wanted = { list: 'button[data-section]', map: '.seats-map canvas[data-level]' };
      const look = (): void => {
        for (const [name, selector] of Object.entries(wanted))
          if (seen[name] === undefined && globalThis.document.querySelector(selector)) seen[name] = performance.now();
        requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
    await page.goto(url, { waitUntil: 'commit' });
    const found = await page.waitForFunction(
      () => {
        const seen = (globalThis as unknown as { seenFirst?: Record<string, number> }).seenFirst;
        return seen?.['list'] !== undefined && seen['map'] !== undefined ? seen : undefined;
      },
      undefined,
      { timeout: PATIENCE_MS },
    );
    const seen = await found.jsonValue();
    return { listMs: seen?.['list'] ?? Number.NaN, mapMs: seen?.['map'] ?? Number.NaN };
  } finally {
    await tab.close();
  }
}
