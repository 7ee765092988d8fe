/** Where reports go: below .seatmesh/reports, or where `--out` says; the page and the JSON beside it. */
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, extname, join, resolve } from 'node:path';
import { diskFull } from '../../servers/data-folder.ts';
import { errorCode, Fault } from '../../cli/fault.ts';
import { type ReportPage, renderPage } from './report-page.ts';

const FOLDER = join(import.meta.dirname, '../../../.seatmesh/reports');

/**
 * Writes a report and its figures side by side.
 * @param out the page's file, or a folder; the JSON gets the same name
 * @returns the paths
 * @throws Fault when they cannot be written
 */
export async function writeReport(
  what: string,
  now: Date,
  page: ReportPage,
  figures: unknown,
  out?: string,
): Promise<{ html: string; json: string }> {
  const name = `${what}-${now.toISOString().replaceAll(/[-:]/g, '').replace(/\.\d+/, '')}`;
  const base = out === undefined ? join(FOLDER, name) : resolve(out);
  const stem = extname(base) === '.html' ? base.slice(0, -'.html'.length) : out === undefined ? base : join(base, name);
  const files = { html: `${stem}.html`, json: `${stem}.json` };
  try {
    await mkdir(dirname(stem), { recursive: true });
    await writeWhole(files.html, await renderPage(page));
    await writeWhole(files.json, `${JSON.stringify(figures, undefined, 2)}\n`);
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    if (code === 'ENOSPC' || code === 'EDQUOT') throw diskFull(dirname(stem));
    throw new Fault(`The report cannot be written to ${files.html} (${code}): choose another place with --out`, {
      cause: error,
    });
  }
  return files;
}

/** Renamed into place: a report is whole or not there. */
async function writeWhole(file: string, text: string): Promise<void> {
  await writeFile(`${file}.new`, text);
  await rename(`${file}.new`, file);
}
