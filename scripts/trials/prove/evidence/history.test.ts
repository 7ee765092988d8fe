import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runScript } from '../../../testing/run-script.ts';
import { type Evidence, noEvidence } from './evidence.ts';
import { History, readHistory } from './history.ts';

const folder = mkdtempSync(join(tmpdir(), 'seatmesh-history-'));
const file = join(folder, 'whole.jsonl');
const evidence: Evidence = {
  ...noEvidence(),
  claims: [1, 2, 3].map((seat) => ({ event: 'evt', seat, order: 'ord' })),
  faults: [{ kind: 'Redis killed', where: 'Redis', from: 1, to: 2 }],
};
let lines: string[];

beforeAll(async () => {
  const history = await History.create(file);
  await history.add('one', evidence);
  await history.add('two', noEvidence());
  await history.close();
  lines = readFileSync(file, 'utf8').trimEnd().split('\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function roundsOf(text: string): Promise<string[]> {
  const cut = join(folder, 'cut.jsonl');
  writeFileSync(cut, text);
  const names = [];
  for await (const { round } of readHistory(cut)) names.push(round);
  return names;
}

test('what was written is read again, rounds without a fact included', async () => {
  const read = [];
  for await (const round of readHistory(file)) read.push(round);
  expect(read).toEqual([
    { round: 'one', evidence },
    { round: 'two', evidence: noEvidence() },
  ]);
});

test.each<[string, (all: string[]) => string, RegExp]>([
  ['empty', () => '', /is empty/],
  ['cut off within a line', (all) => all.join('\n').slice(0, -5), /is no line of a history/],
  ['without its end', (all) => all.slice(0, -1).join('\n'), /is cut off after 2 rounds/],
  ['cut off between rounds', (all) => all.slice(0, 5).join('\n'), /is cut off after 1 round/],
  ['cut off within a round', (all) => all.slice(0, 2).join('\n'), /is cut off after 0 rounds/],
  ['robbed of a fact', (all) => all.toSpliced(1, 1).join('\n'), /some of what "one" had is not in the file/],
  ['robbed of a round', (all) => all.slice(5).join('\n'), /another number of rounds/],
  ['robbed of the end of a round', (all) => all.toSpliced(4, 1).join('\n'), /begins a round before the end of "one"/],
  ['written on', (all) => [...all, ...all].join('\n'), /after the end/],
])('a history that is %s is none', async (_what, change, why) => {
  await expect(roundsOf(change(lines))).rejects.toThrow(why);
});

test('exit 3, proved nothing: a whole history without an order; exit 1: one that is empty or cut off', async () => {
  const nothing = await runScript('prove', ['--history', file]);
  expect([nothing.code, nothing.errors]).toEqual([3, expect.stringMatching(/^proved nothing: /)]);
  for (const text of ['', lines.slice(0, 5).join('\n')]) {
    const cut = join(folder, 'cut.jsonl');
    writeFileSync(cut, text);
    const { code, errors } = await runScript('prove', ['--history', cut]);
    expect([code, errors]).toEqual([1, expect.stringMatching(/^proved nothing: .*(is empty|is cut off)/)]);
  }
});
