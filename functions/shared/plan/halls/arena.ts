import type { SectionPlan } from '../plan.ts';
import { type ReadyHall, rowsFrom } from './ready-hall.ts';

/** Around the middle: so many blocks a ring, numbered as houses do, from the front on clockwise. */
const RINGS = [
  { from: 101, blocks: 12, radius: 2_400, rows: 12, seats: 20, category: 'A', name: 'Lower tier' },
  { from: 201, blocks: 18, radius: 3_650, rows: 10, seats: 21, category: 'B', name: 'Upper tier' },
] as const;

const blocks = RINGS.flatMap(({ from, blocks: count, radius, rows, seats, category, name }) =>
  Array.from({ length: count }, (_, index) => {
    const degrees = (index * 360) / count;
    const angle = (degrees * Math.PI) / 180;
    const rule: SectionPlan = {
      at: [Math.round(-radius * Math.sin(angle)) + 0, Math.round(radius * Math.cos(angle)) + 0],
      turn: degrees > 180 ? degrees - 360 : degrees,
      radius,
    };
    return {
      id: String(from + index),
      name: `${name}, block ${from + index}`,
      category,
      rule,
      rows: rowsFrom(1, Array<number>(rows).fill(seats)),
    };
  }),
);

/** Two rings of blocks around a stage in the middle, and standing room beside it. */
export const arena: ReadyHall = {
  id: 'arena',
  name: 'Arena in the round',
  chart: {
    sections: [
      { id: 'F', name: 'Floor', kind: 'general', priceCategory: 'F', capacity: 900 },
      ...blocks.map(({ id, name, category, rows }) => ({
        id,
        name,
        kind: 'seated' as const,
        priceCategory: category,
        rows,
      })),
    ],
  },
  plan: {
    focus: [0, 0],
    sections: {
      F: { at: [0, 500], size: [2_200, 900] },
      ...Object.fromEntries(blocks.map(({ id, rule }) => [id, rule])),
    },
    shapes: [{ kind: 'stage', at: [0, 0], size: [900, 900], round: true, text: 'Stage' }],
  },
  priceCategories: [
    { id: 'F', name: 'Standing' },
    { id: 'A', name: 'Lower tier' },
    { id: 'B', name: 'Upper tier' },
  ],
};
