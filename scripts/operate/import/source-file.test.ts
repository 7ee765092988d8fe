import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, it } from 'vitest';
import { readSource } from './source-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'seatmesh-source-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function read(name: string, content: string | Uint8Array): Promise<string[]> {
  const file = join(folder, name);
  writeFileSync(file, content);
  const { events } = await readSource(file, { now: new Date('2030-12-01T00:00:00Z'), occurrences: 1 });
  return events.map(({ event }) => event.title);
}

const calendar =
  'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Show\r\nDTSTART:20310304T190000Z\r\nEND:VEVENT\r\nEND:VCALENDAR';

it.each([
  ['a.ics', calendar],
  ['b.txt', calendar],
  ['c.ics.gz', gzipSync(calendar)],
  ['d.ics', gzipSync(`\u{FEFF}${calendar}`)],
])('%s is read by how it begins', async (name, content) => {
  expect(await read(name, content)).toEqual(['Show']);
});

it.each([
  [
    'latin.json',
    '[{"name":"Grüße","startDate":"2031-03-04","endDate":"2031-03-04","city":"Berlin","country":"Germany"}]',
  ],
  [
    'latin.xml',
    '<schedule><day date="2031-03-04"><room name="A"><event id="1"><title>Grüße</title><start>10:00</start></event></room></day></schedule>',
  ],
])('%s that is not in UTF-8 is read as windows-1252, and that is noted', async (name, text) => {
  const file = join(folder, name);
  writeFileSync(file, Buffer.from(text, 'latin1'));
  const { events, notes } = await readSource(file, { now: new Date('2030-12-01T00:00:00Z'), occurrences: 1 });
  expect(events.map(({ event: { title } }) => title)).toEqual(['Grüße']);
  expect(notes).toEqual(['1 line is not UTF-8 text: read as windows-1252']);
});

it.each([
  ['page.ics', '\n<!DOCTYPE html><html>Sign in', /page\.ics cannot be imported: it is a page for people \(HTML\)/],
  ['page.html', '<html lang="en">', /it is a page for people \(HTML\)/],
  ['packed.gz', gzipSync('hello'), /packed\.gz is neither JSON nor iCalendar/],
  ['broken.ics.gz', gzipSync(calendar).subarray(0, 40), /cannot be imported: unpacked, it is broken$/],
  ['bomb.ics.gz', gzipSync(Buffer.alloc(80_000_000)), /cannot be imported: unpacked, it is larger than 64 MB/],
])('%s is refused with a line that says why', async (name, content, reason) => {
  await expect(read(name, content)).rejects.toThrow(reason);
});
