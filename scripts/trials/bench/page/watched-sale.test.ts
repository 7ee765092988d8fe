import { expect, test } from 'vitest';
import { visitEvent } from '../../../../functions/web/picker/fixtures/visit-event.ts';
import { ada, ben, startWithAdaAndBen, system } from '../../../testing/ada-and-ben.ts';
import { browser, startBrowser } from '../../../testing/browser.ts';
import { publishEvent } from '../../../testing/events.ts';
import { SeededRandom } from '../../seeded-random.ts';
import { sellAll, watchSale } from './watched-sale.ts';

startWithAdaAndBen();
startBrowser();

const people = () => [ada, ben].map(({ id: userId, token }) => ({ userId, token }));
const watch = (withinMs: number) =>
  watchSale(browser, system.url, people(), new SeededRandom('1'), { sections: 2, browsers: 1, tabs: 2, withinMs });

test(
  'pages that keep up are counted, with how late they were, and held against the server',
  { timeout: 300_000 },
  async () => {
    // The functions that a page asks start from nothing.
    await visitEvent(await publishEvent(system, ada));
    const { staleP50Ms, staleP99Ms, staleMaxMs, ...counts } = await watch(240_000);
    expect(counts).toEqual({ pages: 2, sold: 2 * 96, keptUp: 2, compared: 2 });
    expect(staleP50Ms).toBeGreaterThanOrEqual(0);
    expect(staleP99Ms).toBeLessThanOrEqual(staleMaxMs);
  },
);

test('it ends with its time, and leaves no page open', async () => {
  await expect(watch(1)).rejects.toThrow('no page could be opened in time');
  expect(browser.contexts()).toEqual([]);
});

test('once its time is over nothing more is bought', async () => {
  const sale = { url: system.url, id: 'evt_none', sections: ['S0'], leftMs: () => 1 };
  expect(await sellAll(sale, people(), new SeededRandom('1'))).toEqual(new Map());
});
