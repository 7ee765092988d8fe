/** What is drawn of a change is, pixel by pixel, what a map would be that is drawn anew: in a browser, for nobody else draws as it does. */
import { join } from 'node:path';
import { build } from 'esbuild';
import { beforeAll, expect, test } from 'vitest';
import { newPage, startBrowser } from '../../../scripts/testing/browser.ts';
import type { paintedChanges as PaintedChanges } from './fixtures/painted-changes.ts';

startBrowser();

let script = '';

beforeAll(async () => {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'fixtures/painted-changes.ts')],
    bundle: true,
    format: 'iife',
    globalName: 'painted',
    write: false,
    logLevel: 'silent',
  });
  script = outputFiles[0]?.text ?? '';
});

/** With how often, of twelve times, less than all has to do, or nothing was tried. */
test.each([
  ['areas', 1.2, 1, 2],
  ['areas on a fine screen', 1.2, 2, 2],
  ['dots', 4, 1, 2],
  ['dots on a fine screen', 5.3, 1.5, 2],
  ['seats', 12, 1, 0],
])('%s: after changes at random the map is as if it were drawn anew', async (_level, pitch, ratio, least) => {
  const { page, faults } = await newPage();
  await page.addScriptTag({ content: script });
  const { wrong, less } = await page.evaluate(
    ({ pitch: apart, ratio: fine }) => {
      let seed = 7;
      const random = (): number => {
        seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
        return seed / 2 ** 32;
      };
      const { paintedChanges } = Reflect.get(globalThis, 'painted') as { paintedChanges: typeof PaintedChanges };
      return paintedChanges(apart, fine, random);
    },
    { pitch, ratio },
  );
  expect(wrong.filter(Boolean)).toEqual([]);
  expect(faults).toEqual([]);
  expect(less).toBeGreaterThanOrEqual(least);
});
