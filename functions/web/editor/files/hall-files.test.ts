import { describe, expect, test } from 'vitest';
import { READY_HALLS } from '../../../shared/plan/halls/ready-halls.ts';
import { shownNumbers } from '../../../shared/plan/shown-numbers.ts';
import { pricedPlaces } from '../../../shared/event/row-prices.ts';
import { after } from '../model/commands.ts';
import { exportedHall, toOwnJson } from './export-hall.ts';
import { toPretix } from './pretix-plan.ts';
import { toSeatsCsv } from './seats-table.ts';
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
        row: row.name,
        priceId: prices.find(({ to }) => place + 1 <= to)?.category,
        x: laid.x[(laid.rows[index]?.first ?? 0) + place] ?? 0,
        y: laid.y[(laid.rows[index]?.first ?? 0) + place] ?? 0,
      }));
    });
  });
}

/** All of a seat but where it lies. */
const called = ({ x: _x, y: _y, ...seat }: ReturnType<typeof seatsIn>[number]) => seat;

/** Of seats that are called the same, in cm: how far one lies from where it lay, seen from the first. */
function farthestOff(made: HallDocument, of: HallDocument): number {
  const [before, now] = [seatsIn(of), seatsIn(made)];
  expect(now.map(called)).toEqual(before.map(called));
  const [first, firstNow] = [before[0], now[0]];
  if (!first || !firstNow) throw new Error('no seats');
  return Math.max(
    ...now.map(({ x, y }, index) => {
      const { x: wasX = 0, y: wasY = 0 } = before[index] ?? {};
      return Math.hypot(x - firstNow.x - (wasX - first.x), y - firstNow.y - (wasY - first.y));
    }),
  );
}

const opened = (text: string, prices: HallDocument['prices']) => openedFile(new TextEncoder().encode(text), prices);

const kinds = (hall: HallDocument) => (hall.plan.shapes ?? []).map(({ kind, text, turn }) => [kind, text, turn]);

const marked = (hall: HallDocument) =>
  hall.chart.sections.flatMap((section) =>
    section.kind === 'seated'
      ? section.rows.map(({ accessible, companion, restricted }) => [accessible, companion, restricted])
      : [],
  );

const halls = READY_HALLS.filter(({ id }) => id !== 'arena').map((hall) => {
  const document = documentOfReady(hall, []);
  const first = document.chart.sections.find(({ kind }) => kind === 'seated');
  const scheme = { first: '101', step: 2, from: 'right', leftOut: [] } as const;
  const numbered = after(document, { kind: 'number', id: first?.id ?? '', scheme });
  return [hall.id, after(numbered, { kind: 'turn', parts: [`section:${first?.id ?? ''}`], degrees: 15 })] as const;
});

describe.each(halls)('%s', (_, document) => {
  test('written as JSON and opened again it is the same', () => {
    expect(opened(toOwnJson(document), []).document).toEqual(document);
  });

  test('written for pretix and opened again its seats are the same, and lie where they lay; and so again', () => {
    const plan = toPretix(document, 'Hall', ['#306c9c']);
    const { document: made, dropped } = opened(JSON.stringify(plan), document.prices);
    expect(farthestOff(made, document)).toBeLessThan(1.6);
    expect(made.prices).toEqual(document.prices);
    expect(dropped).toEqual(expect.arrayContaining(['the colours of categories']));
    expect(kinds(made)).toEqual(expect.arrayContaining(kinds(document)));
    const again = opened(JSON.stringify(toPretix(made, 'Hall', [])), document.prices).document;
    expect(farthestOff(again, document)).toBeLessThan(2.3);
    expect(kinds(again)).toEqual(kinds(made));
  });

  test('written as a table and opened again its seats are the same, and lie where they lay', () => {
    const { document: made, dropped } = opened(toSeatsCsv(document), document.prices);
    expect(dropped).toEqual([]);
    expect(farthestOff(made, document)).toBeLessThan(1.6);
    expect(marked(made)).toEqual(marked(document));
  });
});

test('what a kind of file has no words for is said', () => {
  const [, document] = halls.find(([id]) => id === 'club') ?? [];
  if (!document) throw new Error('no club');
  const how = { name: 'Hall', colours: [] };
  expect(exportedHall(document, 'own', how).lacks).toEqual([]);
  expect(exportedHall(document, 'pretix', how).lacks).toEqual(expect.arrayContaining(['standing', 'prices']));
  expect(exportedHall(document, 'csv', how).lacks).toEqual(expect.arrayContaining(['standing', 'shapes', 'prices']));
});

test.each([
  ['{', 'JSON'],
  ['{"format":"seatmesh-hall","chart":{"sections":[{}]}}', 'chart.sections'],
  ['{"format":"seatmesh-hall","chart":{"sections":[]},"priceCategories":[]}', 'priceCategories'],
  ['{"name":"x"}', ''],
  ['a,b\n1,2', 'there is no column'],
])('%s is refused, and why', (text, why) => {
  expect(() => opened(text, [])).toThrow(why);
});
