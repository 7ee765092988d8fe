/** Reads the file, makes the hall, writes what was asked for, and tells what was left out. */
import { readFile, writeFile } from 'node:fs/promises';
import { fileText } from '../../../functions/shared/plan/import/file-text.ts';
import { ImportFault } from '../../../functions/shared/plan/import/import-fault.ts';
import { leftInWords } from '../../../functions/shared/plan/import/not-imported.ts';
import { madeHall, type MadeHall, seatsCsv } from '../../../functions/shared/plan/import/made-hall.ts';
import { readPretix } from '../../../functions/shared/plan/import/read-pretix.ts';
import { readSeatsCsv } from '../../../functions/shared/plan/import/read-seats-csv.ts';
import { errorCode, Fault, whyNotRead } from '../../cli/fault.ts';
import type { Options } from './options.ts';

/** @throws Fault when a file cannot be read or written, or is none of these */
export async function makeHall({ file, out, seats }: Options): Promise<void> {
  try {
    const hall = hallIn(fileText(await readFile(file)));
    const { chart, plan, dropped } = hall;
    const priceCategories = hall.priceCategories.map((category) => ({ ...category, priceCents: 0 }));
    const text = `${JSON.stringify({ priceCategories, chart, ...(plan && { plan }) }, undefined, 2)}\n`;
    if (out === undefined) process.stdout.write(text);
    else await writeFile(out, text);
    if (seats !== undefined) await writeFile(seats, seatsCsv(hall.seats));
    console.error(inWords(hall));
    for (const what of leftInWords(dropped)) console.error(`left out: ${what}`);
  } catch (error) {
    throw new Fault(reasonOf(error, file), { cause: error });
  }
}

function hallIn(text: string): MadeHall {
  return madeHall(/^\s*[[{]/.test(text) ? readPretix(JSON.parse(text)) : readSeatsCsv(text));
}

function inWords({ seats, chart, plan }: MadeHall): string {
  const where = plan ? 'with where they lie' : 'without where they lie';
  return `${seats.length} seats in ${chart.sections.length} sections, ${where}`;
}

function reasonOf(error: unknown, file: string): string {
  if (error instanceof ImportFault) return `${file}: ${error.message}`;
  if (error instanceof SyntaxError) return `${file} is no JSON: ${error.message}`;
  if (errorCode(error) !== undefined) {
    const { path = file, syscall } = error as NodeJS.ErrnoException;
    return `${path} cannot be ${syscall === 'write' || path !== file ? 'written' : 'read'}: ${whyNotRead(error)}`;
  }
  return error instanceof Error ? error.message : String(error);
}
