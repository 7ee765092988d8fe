/** Lighthouse, where it is installed (Apache-2.0; 150 packages, so none of ours): `LIGHTHOUSE` names its program, or it is in PATH. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Fault } from '../../../cli/fault.ts';
import type { LoadFigures } from '../load/load-figures.ts';

const run = promisify(execFile);
const TIMEOUT_MS = 180_000;
const CATEGORIES = {
  performance: 'performance',
  accessibility: 'accessibility',
  practice: 'best-practices',
  seo: 'seo',
};

/** The scores of a page, of 100, with its preset of a phone. @throws Fault where there is no Lighthouse */
export async function lighthouseScores(url: string, browser: string, folder: string): Promise<LoadFigures> {
  const report = join(folder, 'lighthouse.json');
  const args = [
    url,
    '--quiet',
    '--output=json',
    `--output-path=${report}`,
    `--only-categories=${Object.values(CATEGORIES).join(',')}`,
    '--chrome-flags=--headless=new --no-sandbox --disable-dev-shm-usage',
  ];
  try {
    const program = process.env['LIGHTHOUSE'] ?? 'lighthouse';
    await run(program, args, { env: { ...process.env, CHROME_PATH: browser }, timeout: TIMEOUT_MS });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new Fault('There is no Lighthouse: npm install --global lighthouse, or name its program in LIGHTHOUSE');
  }
  const { categories } = JSON.parse(await readFile(report, 'utf8')) as {
    categories: Record<string, { score: number | null }>;
  };
  return Object.fromEntries(
    Object.entries(CATEGORIES).map(([name, id]) => [name, (categories[id]?.score ?? Number.NaN) * 100]),
  );
}
