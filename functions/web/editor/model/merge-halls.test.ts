import { expect, test } from 'vitest';
import { READY_HALLS } from '../../../shared/plan/halls/ready-halls.ts';
import { after, type HallCommand } from './commands.ts';
import { type HallDocument, ruleOf, sectionNamed } from './hall-document.ts';
import { conflictsOf, differencesOf, mergedHall } from './merge-halls.ts';
import { documentOfReady } from '../files/ready-start.ts';

const [theatre] = READY_HALLS;
if (!theatre) throw new Error('no hall');
const base = documentOfReady(theatre, []);
const all = (document: HallDocument, ...commands: HallCommand[]): HallDocument => commands.reduce(after, document);

const named = (id: string, name: string): HallCommand => ({ kind: 'setSection', id, fields: { name } });

test('what only one has changed is taken from that one, whichever is preferred', () => {
  const mine = all(base, named('S', 'Parquet'), { kind: 'setPrice', id: 'A', changes: { priceCents: 900 } });
  const theirs = all(base, { kind: 'move', parts: ['section:B'], by: [50, 0] }, { kind: 'setFocus', at: [1, 2] });
  expect(conflictsOf(base, mine, theirs)).toEqual([]);
  for (const preferred of ['mine', 'theirs'] as const) {
    const merged = mergedHall(base, mine, theirs, preferred);
    expect(sectionNamed(merged, 'S')?.name).toBe('Parquet');
    expect(ruleOf(merged, 'B').at).toEqual([50, 1_650]);
    expect(merged.plan.focus).toEqual([1, 2]);
    expect(merged.prices[0]?.priceCents).toBe(900);
  }
});

test('what both have changed is told, and taken from the one that is preferred', () => {
  const mine = all(base, named('S', 'Parquet'));
  const theirs = all(base, named('S', 'Orchestra'));
  expect(conflictsOf(base, mine, theirs)).toEqual([{ kind: 'section', name: 'S · Parquet', what: 'changed' }]);
  expect(sectionNamed(mergedHall(base, mine, theirs, 'mine'), 'S')?.name).toBe('Parquet');
  expect(sectionNamed(mergedHall(base, mine, theirs, 'theirs'), 'S')?.name).toBe('Orchestra');
});

test('what one has added or removed is there, or gone', () => {
  const mine = all(base, { kind: 'remove', parts: ['section:B'] });
  const theirs = all(base, { kind: 'copy', parts: ['section:S'], by: [0, 5_000] });
  const merged = mergedHall(base, mine, theirs, 'theirs');
  expect(merged.chart.sections.map(({ id }) => id)).toEqual(['S', 'A']);
  expect(Object.keys(merged.plan.sections ?? {})).toEqual(['S', 'A']);
  expect(differencesOf(base, merged).map(({ what }) => what)).toEqual(['removed', 'added']);
});

test('what is seen from a section that one has removed goes with it, whoever has said it', () => {
  const mine = all(base, { kind: 'remove', parts: ['section:B'] });
  const views = ['S', 'B'].map((section) => ({ section, image: 'https://example.com/a.jpg', alt: 'The stage' }));
  const theirs = all(base, { kind: 'setViews', views });
  expect(mergedHall(base, mine, theirs, 'mine').plan.views).toEqual(views.slice(0, 1));
});

test('what both have added under one code stays both: sections, and what seats cost', () => {
  const grown = (name: string, seats: number): HallDocument =>
    all(
      base,
      { kind: 'addPrice', price: { id: 'D', name, priceCents: seats * 100 } },
      {
        kind: 'addSection',
        section: { id: 'D', name, kind: 'seated', priceCategory: 'D', rows: [{ label: '1', seats }] },
        rule: { at: [0, seats * 100] },
      },
    );
  const [mine, theirs] = [grown('Mine', 4), grown('Theirs', 5)];
  expect(conflictsOf(base, mine, theirs)).toEqual([]);
  for (const preferred of ['mine', 'theirs'] as const) {
    const merged = mergedHall(base, mine, theirs, preferred);
    const added = merged.chart.sections.slice(base.chart.sections.length);
    const priceOf = (id: string) => merged.prices.find((price) => price.id === id)?.priceCents;
    expect(
      new Set(added.map(({ name, priceCategory, id }) => [name, priceOf(priceCategory), ruleOf(merged, id).at])),
    ).toEqual(
      new Set([
        ['Mine', 400, [0, 400]],
        ['Theirs', 500, [0, 500]],
      ]),
    );
    expect(sectionNamed(merged, 'D')?.name).toBe('Theirs');
  }
  // The same from both is one.
  expect(mergedHall(base, mine, mine, 'mine')).toEqual(mine);
});
