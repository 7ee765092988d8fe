/** The face in a real browser: what pages weigh, when a hall of 50,400 seats can be used, what a frame of its map costs, what a tab keeps. */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { BrowserContextOptions } from 'playwright-core';
import { chromium } from '../../../testing/servers/chromium.ts';
import type { LoadFigures } from '../load/load-figures.ts';
import { ProcessTree } from '../load/process-tree.ts';
import type { OpenPart, Variant } from '../part.ts';
import type { Options } from '../options.ts';
import { type BenchBrowser, type BenchTab, openBenchBrowser } from '../page/bench-browser.ts';
import { openBareCanvas } from '../page/bare-canvas.ts';
import { BowlOnSale, BOWL_SEATS, CHANGED } from '../page/bowl-on-sale.ts';
import { ChangingFrames } from '../page/changing-frames.ts';
import { firstPicture } from '../page/first-picture.ts';
import { lighthouseScores } from '../page/lighthouse.ts';
import { idleFrames, panFrames, showLevel, zoomFrames } from '../page/map-hands.ts';
import { scriptsOf, sizesOf } from '../page/page-sizes.ts';
import { drawSvgHall, panSvgFrames } from '../page/svg-hall.ts';
import { watchSale } from '../page/watched-sale.ts';
import type { BenchRun } from '../scene/bench-run.ts';
import type { SignedInUser } from '../scene/buyers.ts';
import { setUp } from '../scene/undo.ts';
import { startWholeSystem } from '../scene/whole-system.ts';

const BUYERS = 400;
/** How many times slower a phone is taken to be. */
const SLOWER = 4;
const FRAMES = 80;
const CHANGES = 6;
/** Before any is measured: what runs for the first time is compiled meanwhile, which a page in a sale has behind it. */
const FIRST_CHANGES = 2;
const WARMING_FRAMES = 10;
/** A change is sent at most this much later, and drawn in the frame after. */
const SETTLED_MS = 700;
/** A live sale, for each second that a variant is measured. */
const SALE_FACTOR = 10;
const SALE_PAUSE_MS = 250;
/** So often its memory is looked at meanwhile. */
const SERIES = 10;
const RENDERS = 150;

const DESK: BrowserContextOptions = { viewport: { width: 1_440, height: 900 } };
const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 700 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
};

/** What variants are measured on. */
interface PageScene {
  run: BenchRun;
  browser: BenchBrowser;
  url: string;
  bowl: BowlOnSale;
  buyers: () => Promise<SignedInUser[]>;
  pid: number;
  seconds: number;
}

/** Starts the system and a browser, and puts the bowl on sale. */
export function openPage(run: BenchRun, options: Options): Promise<OpenPart> {
  return setUp(async (undo) => {
    const program = await chromium(run.folder, (line) => console.error(line));
    const system = undo.add(await startWholeSystem(run, join(run.folder, 'page'), BUYERS), (started) => started.stop());
    const browser = undo.add(await openBenchBrowser(program), (opened) => opened.close());
    const url = `http://127.0.0.1:${system.port}`;
    const bowl = await BowlOnSale.publish(url, system.buyers, run.random);
    const scene = { run, browser, url, bowl, buyers: system.buyers, pid: system.pid, seconds: options.seconds };
    return {
      variants: [...variantsOn(scene), ...(options.lighthouse ? lighthouseOn(scene, program) : [])],
      notes: NOTES,
      close: () => undo.all(),
    };
  });
}

function variantsOn(scene: PageScene): Variant[] {
  const { browser, url, bowl } = scene;
  const event = `${url}/e/${bowl.id}`;
  // It takes minutes, and the round that warms things up tells as much as the others.
  let watched: Promise<LoadFigures> | undefined;
  const watch = async (): Promise<LoadFigures> => ({
    ...(await watchSale(browser.browser, url, await scene.buyers(), scene.run.random)),
  });
  return [
    named('event page, gzip', () => sizesOf(url, `/e/${bowl.id}`)),
    named('organizer’s desk with its editor, gzip', () =>
      scriptsOf(url, ['/organize', `/organize/events/${bowl.id}/hall`]),
    ),
    named('server render of an event page, warm', () => renderWarm(scene)),
    named(`50,400 seats on a phone, ${SLOWER} times slower`, () => firstPicture(browser, event, SLOWER)),
    named('map, desk', () => mapFrames(scene, DESK)),
    named('map, phone', () => mapFrames(scene, PHONE)),
    named(`${CHANGED} changes a frame, desk`, () => changingFrames(scene, DESK)),
    named(`${CHANGED} changes a frame, phone`, () => changingFrames(scene, PHONE)),
    named('a bare canvas, desk', () => bareChanges(scene, DESK)),
    named('a bare canvas, phone', () => bareChanges(scene, PHONE)),
    named('SVG, a node a seat, desk', () => svgFrames(scene)),
    named('a tab in a live sale', () => liveSale(scene)),
    named('2,000 seats sold before 30 pages', () => (watched ??= watch())),
  ];
}

const named = (name: string, round: () => Promise<object>): Variant => ({
  name,
  round: async () => ({ ...(await round()) }),
});

/** CPU of all the browser's processes. */
async function frameCost(browser: BenchBrowser, frames: number, work: () => Promise<void>): Promise<number> {
  const before = await browser.cpuMs();
  await work();
  return ((await browser.cpuMs()) - before) / frames;
}

async function openHall({ browser, url, bowl }: PageScene, options: BrowserContextOptions): Promise<BenchTab> {
  const tab = await browser.open(options);
  await tab.page.goto(`${url}/e/${bowl.id}`);
  await tab.page.locator('.seats-map canvas[data-level]').waitFor();
  await tab.page.locator('.seats-map canvas').scrollIntoViewIfNeeded();
  return tab;
}

async function mapFrames(scene: PageScene, options: BrowserContextOptions): Promise<LoadFigures> {
  const { browser } = scene;
  const tab = await openHall(scene, options);
  try {
    const { page } = tab;
    const cost = (work: (frames: number) => Promise<void>): Promise<number> =>
      frameCost(browser, FRAMES, () => work(FRAMES));
    const figures: LoadFigures = { idleMs: await cost((frames) => idleFrames(page, frames)) };
    Object.assign(figures, await changesCost(scene));
    for (const level of ['dots', 'seats', 'numbers'] as const) {
      await showLevel(page, level);
      figures[`pan${level}Ms`] = await cost((frames) => panFrames(page, frames));
      figures[`zoom${level}Ms`] = await cost((frames) => zoomFrames(page, frames));
    }
    return figures;
  } finally {
    await tab.close();
  }
}

/** A frame in which 300 seats change, from the message to the last pixel: list, figures and map. */
async function changingFrames(scene: PageScene, options: BrowserContextOptions): Promise<LoadFigures> {
  const { browser, url, bowl, run } = scene;
  const tab = await openHall(scene, options);
  try {
    const { page } = tab;
    const figures: LoadFigures = { idleMs: await frameCost(browser, FRAMES, () => idleFrames(page, FRAMES)) };
    const changing = await ChangingFrames.of(url, bowl.id, run.random);
    await changing.show(page, WARMING_FRAMES);
    for (const level of ['areas', 'dots', 'seats', 'numbers'] as const) {
      await showLevel(page, level);
      figures[`${level}Ms`] = await frameCost(browser, FRAMES, () => changing.show(page, FRAMES));
    }
    return figures;
  } finally {
    await tab.close();
  }
}

/** What 300 changes cost the pages that are open, above what these cost when nothing changes. */
async function changesCost({ browser, bowl, run }: PageScene): Promise<{ quietMs: number; changesMs: number }> {
  const followed = (): Promise<void> => delay(SETTLED_MS, undefined, { signal: run.signal });
  const quiet = (): Promise<number> =>
    frameCost(browser, 2 * CHANGES, async () => {
      for (let wait = 0; wait < 2 * CHANGES; wait++) await followed();
    });
  // The lower of two: after it has loaded a page still tidies up, and what nobody sees is written seconds after a change.
  const before = await quiet();
  for (let change = 0; change < FIRST_CHANGES; change++) await bowl.change(followed);
  const quietMs = Math.min(before, await quiet());
  const changedMs = await frameCost(browser, 2 * CHANGES, async () => {
    for (let change = 0; change < CHANGES; change++) await bowl.change(followed);
  });
  return { quietMs, changesMs: Math.max(0, changedMs - quietMs) };
}

/** The least that can be done with them. */
async function bareChanges(scene: PageScene, options: BrowserContextOptions): Promise<LoadFigures> {
  const figures: LoadFigures = {};
  for (const drawing of ['empty', 'pixels'] as const) {
    const tab = await scene.browser.open({ ...options, bypassCSP: true });
    try {
      await openBareCanvas(tab.page, scene.url, scene.bowl.id, drawing);
      figures[`${drawing}Ms`] = (await changesCost(scene)).changesMs;
    } finally {
      await tab.close();
    }
  }
  return figures;
}

async function svgFrames({ browser, url, bowl }: PageScene): Promise<LoadFigures> {
  const tab = await browser.open(DESK);
  try {
    const chart = (await (await fetch(`${url}/v1/events/${bowl.id}/chart`)).json()) as Parameters<
      typeof drawSvgHall
    >[1];
    await drawSvgHall(tab.page, chart, 620, 464);
    const frames = FRAMES / 4;
    return { pandotsMs: await frameCost(browser, frames, () => panSvgFrames(tab.page, frames)) };
  } finally {
    await tab.close();
  }
}

async function liveSale(scene: PageScene): Promise<LoadFigures> {
  const { bowl, run } = scene;
  const tab = await openHall(scene, DESK);
  try {
    const begun = performance.now();
    const until = begun + scene.seconds * SALE_FACTOR * 1_000;
    const series: string[] = [];
    let sold = 0;
    while (performance.now() < until) {
      if (performance.now() - begun >= (series.length * (until - begun)) / SERIES)
        series.push(`${(await tab.memoryMb()).toFixed(0)}/${(await tab.heapMb()).toFixed(1)}`);
      const buyers = await scene.buyers();
      const some = await Promise.all([1, 2, 3, 4].map(() => bowl.sell(run.random.pick(buyers.slice(1)))));
      sold += some.filter(Boolean).length;
      await delay(SALE_PAUSE_MS, undefined, { signal: run.signal });
    }
    if (sold === 0) throw new Error('nothing was sold');
    console.error(
      `memory of the tab and of its scripts while ${sold} orders of two seats came, MB: ${series.join(' ')}`,
    );
    return { heapMb: await tab.heapMb(), memoryMb: await tab.memoryMb() };
  } finally {
    await tab.close();
  }
}

/** CPU of the function's process for a page that it renders anew, compression and its questions to others included. */
async function renderWarm({ url, bowl, pid }: PageScene): Promise<LoadFigures> {
  const read = async (index: number): Promise<void> => {
    const answer = await fetch(`${url}/e/${bowl.id}?n=${index}`);
    await answer.text();
    if (answer.status !== 200) throw new Error(`the page is answered ${answer.status}`);
  };
  await read(-1);
  const tree = new ProcessTree(pid);
  for (let index = 0; index < RENDERS; index++) await read(index);
  tree.stop();
  return { renderMs: (tree.cpuMs()['web'] ?? Number.NaN) / RENDERS };
}

function lighthouseOn({ run, url, bowl }: PageScene, program: string): Variant[] {
  const pages = { 'what’s on': '/', event: `/e/${bowl.id}`, 'sign-in': '/account', account: '/account/orders' };
  return Object.entries(pages).map(([name, path]) => {
    // It takes half a minute, and says the same each time.
    let known: Promise<LoadFigures> | undefined;
    return {
      name: `Lighthouse, ${name}`,
      round: () => (known ??= lighthouseScores(url + path, program, run.folder)),
    };
  });
}

const NOTES = [
  `The system as npm start runs it, with ${BOWL_SEATS.toLocaleString('en')} seats in 120 sections, half of them taken at random. Frames are CPU of all the browser's processes a frame, by what the browser says of them: fingers and wheel are events in the page, one each a frame; drawing is in software (no GPU), and idleMs is what a frame costs in which nothing is drawn. A frame with ${CHANGED} changes is one in which so many seats of all the hall are sold, or free again, told as another tab of the browser tells it: from the message to the last pixel of list and map. changesMs is what 300 seats cost that change at once, from the message to the last pixel, above what a quiet page costs in the same time (quietMs, ${SETTLED_MS} ms long); a block of seats is two messages, on hold and then taken. A bare canvas is as large as the map, alone in its page, and hears the same messages; it is drawn empty, or with a pixel a seat, once for each of them that has seats: the floor, which tells how fast the machine was.`,
  `On a phone: the time from the beginning of the navigation until the list of sections is there to be used, and until the map is drawn, with the page's process made ${SLOWER} times slower; the network is loopback.`,
  'Memory is that of the tab’s process (PSS) and of its scripts (heap), at the end of a sale that goes on for ten times the seconds of a variant (ten minutes with --seconds 60); how it got there is printed.',
  'Two thousand seats are sold before thirty pages in ten browsers, four orders at a time, once a run; ten of the pages have their map. How long a seat that is sold is still shown as free counts from the answer of its order, in each page that has it in sight; in the end every page must show what the server says, and none may have complained. It ends after three minutes: pages are those that could be opened, keptUp those that showed all that was sold of their section as gone, and of these compared those for which there was time to be held against the server, seat by seat.',
];
