/**
 * A browser for the tests of a file: Debian's chromium, led by playwright-core. It ends with its file, and, as it is led through a pipe,
 * with the process of the file, whatever becomes of that.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { chromiumProgram } from './servers/of-run.ts';

export let browser: Browser;

/** How long a page may take to do what it is asked for, on a machine that is busy. */
const PATIENCE_MS = 20_000;

/** Starts it for the tests of a file. */
export function startBrowser(): void {
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: await chromiumProgram(),
      // Root has no other way; shared memory of containers is small.
      args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
    });
  });
  afterAll(() => browser?.close());
}

/** A phone of 360 CSS pixels that is touched. */
export const PHONE: BrowserContextOptions = {
  viewport: { width: 360, height: 740 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
};

/** Somebody with a browser: cookies, storage and pages are theirs alone. Closed with the test. */
export async function newVisitor(options: BrowserContextOptions = {}): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 1024, height: 768 }, locale: 'en-GB', ...options });
  context.setDefaultTimeout(PATIENCE_MS);
  onTestFinished(() => context.close());
  return context;
}

/** A page, and what went wrong in it by itself: what was thrown, what its policy refused, what it complained of. */
export interface WatchedPage {
  page: Page;
  faults: string[];
}

/** A page of a visitor, of a new one unless told otherwise. */
export async function newPage(visitor?: BrowserContext | BrowserContextOptions): Promise<WatchedPage> {
  const context = visitor && 'newPage' in visitor ? visitor : await newVisitor(visitor);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(`thrown: ${error.message}`));
  page.on('console', (message) => {
    // An answer with 4xx or 5xx is what many a test asks for; a policy's refusals are errors of the same kind.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      faults.push(`console: ${message.text()}`);
  });
  return { page, faults };
}

/** A function from nothing takes longer on a busy machine than the gateway waits, which then answers 503: so often it is asked again. */
const STARTS = 4;

/** Goes to a page, of which the functions may have to start first. */
export async function goThere(page: Page, url: string): Promise<void> {
  for (let start = 1; ; start++) {
    const response = await page.goto(url, { timeout: 60_000 });
    if (response?.status() !== 503 || start === STARTS) return;
  }
}

let axe: Promise<string> | undefined;

/** Colours that fade into others are looked at when they are there; what moves without end is not waited for. */
const AT_REST = `Promise.race([
  Promise.all(document.getAnimations().filter(({ playState, effect }) => playState === 'running' && effect?.getComputedTiming().endTime < 5_000)
    .map(({ finished }) => finished.catch(() => {}))),
  new Promise((resolve) => setTimeout(resolve, 5_000)),
])`;

/**
 * What keeps people out of a page as it is right now, a line each: rule, place, what is wrong. All rules of axe-core but those that are
 * experimental, and the size of targets, which it leaves off.
 */
export async function barriers(page: Page): Promise<string[]> {
  axe ??= readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  // By the debugger's own way, which no policy of the page stops.
  const session = await page.context().newCDPSession(page);
  try {
    await session.send('Runtime.evaluate', { expression: await axe });
    const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
      expression: `${AT_REST}.then(() => axe.run(document, { rules: { 'target-size': { enabled: true } }, resultTypes: ['violations'] })).then(({ violations }) =>
        violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => id + ' at ' + target.join(' ') + ': ' + failureSummary)))`,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails) throw new Error(`axe: ${exceptionDetails.exception?.description ?? exceptionDetails.text}`);
    return result.value as string[];
  } finally {
    await session.detach();
  }
}
