/** Ready halls in the language of the page: what an organizer begins with, his buyers read. */
import type { ReadyHall } from '../../shared/plan/halls/ready-hall.ts';
import { hallBlock, hallTable, hallWord } from './of-desk.ts';

type Word = Parameters<typeof hallWord>[0]['word'];

/** As the halls have them, which are written in English. */
const WORDS: Readonly<Record<string, Word>> = {
  Stalls: 'stalls',
  Balcony: 'balcony',
  'Front stalls': 'frontStalls',
  'Rear stalls': 'rearStalls',
  Floor: 'floor',
  Gallery: 'gallery',
  'Gallery left': 'galleryLeft',
  'Gallery right': 'galleryRight',
  Standing: 'standing',
  Bar: 'bar',
  Stage: 'stage',
  'Lower tier': 'lowerTier',
  'Upper tier': 'upperTier',
  Hall: 'hall',
  'Love seats': 'loveSeats',
  Screen: 'screen',
  'Front rows': 'frontRows',
  Tables: 'tables',
  'Long tables': 'longTables',
  'Front tables': 'frontTables',
  'Rear tables': 'rearTables',
};

/** One that is not known stays as it is written. */
function spoken(name: string): string {
  const block = /^(.+), block (\d+)$/.exec(name);
  if (block) return hallBlock({ tier: spoken(block[1] ?? ''), number: block[2] ?? '' });
  const table = /^Table (\d+)$/.exec(name);
  if (table) return hallTable({ number: table[1] ?? '' });
  const word = WORDS[name];
  return word === undefined ? name : hallWord({ word });
}

const named = <Part extends { name: string }>(part: Part): Part => ({ ...part, name: spoken(part.name) });

export function spokenHall(hall: ReadyHall): ReadyHall {
  const { chart, plan, priceCategories } = hall;
  return {
    ...hall,
    chart: {
      sections: chart.sections.map((section) =>
        section.kind === 'general'
          ? named(section)
          : {
              ...named(section),
              rows: section.rows.map((row) => (row.name === undefined ? row : { ...row, name: spoken(row.name) })),
            },
      ),
    },
    plan: {
      ...plan,
      ...(plan.floors && { floors: plan.floors.map(named) }),
      ...(plan.shapes && {
        shapes: plan.shapes.map((shape) => (shape.text === undefined ? shape : { ...shape, text: spoken(shape.text) })),
      }),
    },
    priceCategories: priceCategories.map(named),
  };
}
