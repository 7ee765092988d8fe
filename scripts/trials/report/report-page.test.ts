import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { afterAll, expect, test } from 'vitest';
import { figureText, quantile, spread } from './figures.ts';
import { type ReportPage, renderPage } from './report-page.ts';
import { writeReport } from './report-file.ts';

const HOSTILE = `</script><img src=x onerror="alert('1')"><!-- & \u2028`;

const page: ReportPage = {
  title: `Title ${HOSTILE}`,
  lead: [`Lead ${HOSTILE}`],
  facts: [[`fact ${HOSTILE}`, `value ${HOSTILE}`]],
  sections: [
    {
      heading: `Heading ${HOSTILE}`,
      text: [`Text ${HOSTILE}`],
      plots: [
        {
          kind: 'lines',
          title: `Lines ${HOSTILE}`,
          x: { label: 'seconds since T0' },
          y: { label: 'ms', log: true },
          series: [
            {
              name: `p50 ${HOSTILE}`,
              points: [
                [0, 1.5],
                [2, 3],
              ],
            },
            {
              name: 'p99',
              points: [
                [0, 20],
                [1, Number.NaN],
              ],
              steps: true,
            },
          ],
          marks: [{ x: 1, label: `sold out ${HOSTILE}` }],
        },
        {
          kind: 'bars',
          title: 'Rates',
          unit: 'orders/s',
          log: true,
          bars: [
            { name: HOSTILE, value: 12345, low: 12000, high: 13000 },
            { name: 'b', value: 7 },
          ],
        },
      ],
      table: { head: [`head ${HOSTILE}`, 'figure'], rows: [[`cell ${HOSTILE}`, 1234.5678]] },
    },
    { heading: 'Second', plots: [{ kind: 'bars', title: 'Third plot', unit: 's', bars: [{ name: 'x', value: 1 }] }] },
    {
      heading: 'Third',
      plots: [
        {
          kind: 'stacks',
          title: 'Cost',
          unit: 'ms',
          parts: ['book', HOSTILE],
          bars: [{ name: HOSTILE, values: [1.25, 2.5] }],
        },
      ],
    },
  ],
};

let folder: string | undefined;
afterAll(async () => {
  if (folder) await rm(folder, { recursive: true });
});

test('all text given is shown as text: no element, attribute or script begins or ends in it', async () => {
  const html = await renderPage(page);
  expect(html.match(/<script\b/g)).toHaveLength(3); // the data, Chart.js, what draws
  expect(html.match(/<\/script/g)).toHaveLength(3);
  expect(html.replaceAll(/<script[^]*?<\/script>/g, '')).not.toMatch(/<img|<!--|onerror="/);
  const data = /<script type="application\/json" id="plots">([^]*?)<\/script>/.exec(html)?.[1] ?? '';
  expect(data).not.toMatch(/[<\u2028]/);
  expect(JSON.parse(data)).toEqual(JSON.parse(JSON.stringify(page.sections.flatMap(({ plots }) => plots ?? []))));
});

test('nothing is loaded from anywhere, and the page itself forbids it', async () => {
  const html = await renderPage(page);
  const markup = html.replaceAll(/<script[^]*?<\/script>/g, '');
  expect(markup).not.toMatch(/\b(src|href|srcset|action)\s*=(?!x)|url\(|@import/);
  expect(html).not.toContain('sourceMappingURL');
  expect(html).toContain(`http-equiv="Content-Security-Policy" content="default-src 'none';`);
});

test('what runs in the page is JavaScript that parses, with the licence of Chart.js kept', async () => {
  const scripts = [...(await renderPage(page)).matchAll(/<script>([^]*?)<\/script>/g)].map((match) => match[1] ?? '');
  expect(scripts).toHaveLength(2);
  for (const script of scripts) expect(() => new Script(script)).not.toThrow();
  expect(scripts[0]).toMatch(/Chart\.js v4[^]*MIT License/);
});

test('every plot has its canvas, a name for who cannot see it, and its figures as a table', async () => {
  const html = await renderPage(page);
  expect(
    [...html.matchAll(/<canvas data-plot="(\d+)" role="img" aria-label="[^"]+"/g)].map((match) => match[1]),
  ).toEqual(['0', '1', '2', '3']);
  const tables = [...html.matchAll(/<details>([^]*?)<\/details>/g)].map((match) => match[1] ?? '');
  expect(tables).toHaveLength(4);
  expect(tables[0]).toContain('<tr><th scope="row">2</th><td class="figure">3</td><td></td></tr>');
  expect(tables[0]).toContain('<tr><th scope="row">1</th><td></td><td class="figure">–</td></tr>');
  expect(tables[1]).toContain(
    '<td class="figure">12,345</td><td class="figure">12,000</td><td class="figure">13,000</td>',
  );
  expect(tables[3]).toContain('<td class="figure">1.25</td><td class="figure">2.5</td><td class="figure">3.75</td>');
});

test('a long plot has a table of bounded length that says so and keeps the last row', async () => {
  const points = Array.from({ length: 5000 }, (_, x): [number, number] => [x, x * 2]);
  const plot = {
    kind: 'lines' as const,
    title: 'Long',
    x: { label: 's' },
    y: { label: 'n' },
    series: [{ name: 'n', points }],
  };
  const html = await renderPage({ title: 'T', lead: [], sections: [{ heading: 'H', plots: [plot] }] });
  expect(html.match(/<tr>/g)?.length).toBeLessThan(260);
  expect(html).toContain('every 21th of 5000 rows');
  expect(html).toContain('<th scope="row">4,999</th>');
});

test('a page without plots carries no JavaScript', async () => {
  const html = await renderPage({ title: 'T', lead: ['only words'], sections: [] });
  expect(html.match(/<script>/g)).toBeNull();
});

test('a report is written as page and JSON of one name; a place that cannot be is said in a line', async () => {
  folder = await mkdtemp(join(tmpdir(), 'seatmesh-report-'));
  const now = new Date('2031-02-03T04:05:06.789Z');
  const inFolder = await writeReport('sale', now, page, { seats: 2 }, folder);
  expect(inFolder).toEqual({
    html: join(folder, 'sale-20310203T040506Z.html'),
    json: join(folder, 'sale-20310203T040506Z.json'),
  });
  expect(JSON.parse(await readFile(inFolder.json, 'utf8'))).toEqual({ seats: 2 });
  const named = await writeReport('sale', now, page, {}, join(folder, 'mine.html'));
  expect(named).toEqual({ html: join(folder, 'mine.html'), json: join(folder, 'mine.json') });
  await expect(writeReport('sale', now, page, {}, join(named.html, 'x'))).rejects.toThrow(
    /^The report cannot be written to .*: choose another place with --out$/,
  );
});

test('quantiles are exact by nearest rank; a spread is of real values', () => {
  expect([0, 0.2, 0.5, 0.9, 1].map((q) => quantile([50, 15, 20, 35, 40], q))).toEqual([15, 15, 35, 50, 50]);
  expect(quantile([], 0.5)).toBeNaN();
  expect(() => quantile([1], 1.5)).toThrow(RangeError);
  expect(spread([3, 1, 4, 2])).toEqual({ median: 2, low: 1, high: 4 });
});

test('a figure is written with four significant digits, whole numbers in full', () => {
  expect([0, 1234567, 1234.5678, 0.000123456, 98765.4, Number.NaN].map(figureText)).toEqual([
    '0',
    '1,234,567',
    '1,235',
    '0.0001235',
    '98,765',
    '–',
  ]);
});
