/** A browser for measuring: what its processes use, and what a tab keeps. */
import { readFileSync } from 'node:fs';
import { ranMs } from '../load/cpu.ts';
import { type Browser, type BrowserContextOptions, chromium, type CDPSession, type Page } from 'playwright-core';

/** What the browser says of its processes. */
interface ProcessInfo {
  type: string;
  id: number;
  /** Seconds. */
  cpuTime: number;
}

export interface BenchBrowser {
  browser: Browser;
  /** A tab of somebody who was never here. */
  open(options?: BrowserContextOptions): Promise<BenchTab>;
  /** What all processes of the browser have used so far. */
  cpuMs(): Promise<number>;
  close(): Promise<void>;
}

export interface BenchTab {
  page: Page;
  session: CDPSession;
  /** Of the process that draws and runs the page, in MB: its own memory, and its part of what it shares (PSS). */
  memoryMb(): Promise<number>;
  /** Of its scripts, after what they have let go was collected. */
  heapMb(): Promise<number>;
  close(): Promise<void>;
}

/** @param program the path of a chromium */
export async function openBenchBrowser(program: string): Promise<BenchBrowser> {
  const browser = await chromium.launch({
    executablePath: program,
    // As in the tests; and a tab in the background is measured like any other.
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--disable-background-timer-throttling'],
  });
  const whole = await browser.newBrowserCDPSession();
  const processes = async (): Promise<ProcessInfo[]> => (await whole.send('SystemInfo.getProcessInfo')).processInfo;
  // By thread, for what the browser says of a process is rounded to 10 ms; what has ended keeps what it has used.
  const used = new Map<string, number>();
  const isExact = ranMs(process.pid).size > 0;
  const cpuMs = async (): Promise<number> => {
    for (const { id, cpuTime } of await processes())
      if (isExact) for (const [thread, ms] of ranMs(id)) used.set(`${id} ${thread}`, ms);
      else used.set(String(id), cpuTime * 1_000);
    return [...used.values()].reduce((sum, ms) => sum + ms, 0);
  };
  return {
    browser,
    cpuMs,
    open: async (options = {}) => {
      const before = new Set((await processes()).map(({ id }) => id));
      const context = await browser.newContext({ locale: 'en-GB', ...options });
      const page = await context.newPage();
      const session = await context.newCDPSession(page);
      const renderers = async (): Promise<number[]> =>
        (await processes()).filter(({ type, id }) => type === 'renderer' && !before.has(id)).map(({ id }) => id);
      return {
        page,
        session,
        // Beside it the browser keeps one in reserve, which is smaller.
        memoryMb: async () => Math.max(...(await renderers()).map(pssMb)),
        heapMb: async () => {
          await session.send('HeapProfiler.collectGarbage');
          const { usedSize } = await session.send('Runtime.getHeapUsage');
          return usedSize / 1e6;
        },
        close: () => context.close(),
      };
    },
    close: () => browser.close(),
  };
}

function pssMb(pid: number): number {
  return Number(/^Pss: +(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0) / 1_000;
}
