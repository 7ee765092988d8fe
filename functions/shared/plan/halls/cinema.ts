import { type ReadyHall, rowsFrom } from './ready-hall.ts';

const LETTERS = 'ABCDEFGHJK';

/** Straight rows named by letters, with two aisles; boxes for two behind. */
export const cinema: ReadyHall = {
  id: 'cinema',
  name: 'Cinema',
  chart: {
    sections: [
      {
        id: 'C',
        name: 'Hall',
        kind: 'seated',
        priceCategory: 'A',
        rows: [
          ...Array.from(LETTERS, (label, index) => ({
            label,
            seats: 20,
            aisleAfter: [5, 15],
            ...(index === 0 && { accessible: [1, 20], companion: [2, 19] }),
            ...(index < 2 && { priceCategory: 'B' }),
          })),
          ...rowsFrom(1, [12]).map((row) => ({
            ...row,
            label: 'L',
            name: 'Love seats',
            aisleAfter: [2, 4, 6, 8, 10],
            priceCategory: 'C',
          })),
        ],
      },
    ],
  },
  plan: {
    sections: {
      C: { at: [0, 0], pitch: [60, 115], aisle: 120, rows: { L: { shift: [0, 40], pitch: 55 } } },
    },
    shapes: [
      { kind: 'stage', at: [0, -450], size: [1_300, 40], text: 'Screen' },
      { kind: 'door', at: [-900, -300], size: [40, 150] },
      { kind: 'door', at: [900, -300], size: [40, 150] },
    ],
  },
  priceCategories: [
    { id: 'A', name: 'Hall' },
    { id: 'B', name: 'Front rows' },
    { id: 'C', name: 'Love seats' },
  ],
};
