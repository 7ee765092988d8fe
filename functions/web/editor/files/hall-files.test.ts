import { describe, expect, test } from 'vitest';
import { READY_HALLS } from '../../../shared/plan/halls/ready-halls.ts';
import { shownNumbers } from '../../../shared/plan/shown-numbers.ts';
import { pricedPlaces } from '../../../shared/event/row-prices.ts';
import { after } from '../model/commands.ts';
import { toOwnJson, toPretix, toSeatsCsv } from './export-hall.ts';
import { sectionLaid } from '../model/geometry.ts';
import type { HallDocument } from '../model/hall-document.ts';
import { openedFile } from './import-hall.ts';
import { documentOfReady } from './ready-start.ts';

/** Each seat: what it shows, what it costs by the name of its category, where it lies from the first of all. */
function seatsIn(document: HallDocument) {
  const names = new Map(document.prices.map(({ id, name }) => [id, name]));
  return document.chart.sections.flatMap((section) => {
    if (section.kind === 'general') return [];
    const laid = sectionLaid(document, section);
    return section.rows.flatMap((row, index) => {
      const prices = pricedPlaces(row, section.priceCategory);
      return shownNumbers(row).map((shown, place) => ({
        section: section.name,
        label: `${section.id}-${row.label}-${place + 1}`,
        shown,
        price: names.get(prices.find(({ to }) => place + 1 <= to)?.category ?? ''),
        accessible: row.accessible?.includes(place + 1) ?? false,
        x: laid.x[(laid.rows[index]?.first ?? 0) + place] ?? 0,
        y: laid.y[(laid.rows[index]?.first ?? 0) + place] ?? 0,
      }));
    });
  });
}

/** What of a seat every file keeps. */
const called = ({ section, label, shown, price }: ReturnType<typeof seatsIn>[number]) => ({
  section,
  label,
  shown,
  price,
});

/** Of seats that are called the same, in cm: how far one lies from where it lay, seen from the first. */
function farthestOff(made: HallDocument, of: HallDocument): number {
  const [before, now] = [seatsIn(of), seatsIn(made)];
  expect(now.map(called)).toEqual(before.map(called));
  const [first, firstNow] = [before[0], now[0]];
  if (!first || !firstNow) throw new Error('no seats');
  // A file has no unit either: its seats are taken to be 55 apart.
  const extent = (seats: typeof now): number =>
    Math.max(...seats.map(({ x }) => x)) - Math.min(...seats.map(({ x }) => x));
  const scale = extent(now) / extent(before);
  const off = now.map(({ x, y }, index) => {
    const { x: wasX = 0, y: wasY = 0 } = before[index] ?? {};
    return Math.hypot(x - firstNow.x - (wasX - first.x) * scale, y - firstNow.y - (wasY - first.y) * scale);
  });
  return Math.max(...off);
}

const halls = READY_HALLS.filter(({ id }) => id !== 'arena').map((hall) => {
  const document = documentOfReady(hall, []);
  const first = document.chart.sections.find(({ kind }) => kind === 'seated');
  const scheme = { first: '101', step: 2, from: 'right', leftOut: [] } as const;
  const numbered = after(document, { kind: 'number', id: first?.id ?? '', scheme });
  return [hall.id, after(numbered, { kind: 'turn', parts: [`section:${first?.id ?? ''}`], degrees: 15 })] as const;
});

describe.each(halls)('%s', (_, document) => {
  test('written as JSON and opened again it is the same', () => {
    expect(openedFile(toOwnJson(document), []).document).toEqual(document);
  });

  test('written for pretix and opened again its seats are the same, and lie where they lay', () => {
    const plan = toPretix(document, 'Hall', ['#306c9c']);
    expect(farthestOff(openedFile(JSON.stringify(plan), document.prices).document, document)).toBeLessThan(8);
  });

  test('written as a table and opened again its seats are the same, and lie where they lay', () => {
    const { document: made } = openedFile(toSeatsCsv(document), document.prices);
    expect(farthestOff(made, document)).toBeLessThan(8);
    expect(seatsIn(made).map(({ accessible }) => accessible)).toEqual(
      seatsIn(document).map(({ accessible }) => accessible),
    );
  });
});

test.each([
  ['{', 'JSON'],
  ['{"format":"seatmesh-hall","chart":{"sections":[{}]}}', 'chart.sections'],
  ['{"format":"seatmesh-hall","chart":{"sections":[]},"priceCategories":[]}', 'priceCategories'],
  ['{"name":"x"}', ''],
  ['a,b\n1,2', 'there is no column'],
])('%s is refused, and why', (text, why) => {
  expect(() => openedFile(text, [])).toThrow(why);
});
