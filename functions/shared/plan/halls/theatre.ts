import { type ReadyHall, rowsFrom, widening } from './ready-hall.ts';

const [first, ...stalls] = rowsFrom(1, widening(14, 18, 2));

/** Bent stalls with places for wheelchairs in front, and a balcony above. */
export const theatre: ReadyHall = {
  id: 'theatre',
  name: 'Theatre',
  chart: {
    sections: [
      {
        id: 'S',
        name: 'Stalls',
        kind: 'seated',
        priceCategory: 'A',
        rows: [
          { label: '1', seats: first?.seats ?? 18, accessible: [1, 18], companion: [2, 17] },
          ...stalls.slice(0, 7),
          ...stalls.slice(7).map((row) => ({ ...row, priceCategory: 'B' })),
        ],
      },
      { id: 'B', name: 'Balcony', kind: 'seated', priceCategory: 'C', rows: rowsFrom(1, [30, 30, 32, 32]) },
    ],
  },
  plan: {
    floors: [
      { id: '0', name: 'Stalls' },
      { id: '1', name: 'Balcony' },
    ],
    sections: {
      S: { at: [0, 0], radius: 1_600, floor: '0' },
      B: { at: [0, 1_650], radius: 3_250, floor: '1' },
    },
    shapes: [
      { kind: 'stage', at: [0, -420], size: [1_100, 400], text: 'Stage' },
      { kind: 'door', at: [-1_150, 1_150], size: [120, 40], floor: '0' },
      { kind: 'door', at: [1_150, 1_150], size: [120, 40], floor: '0' },
    ],
  },
  priceCategories: [
    { id: 'A', name: 'Front stalls' },
    { id: 'B', name: 'Rear stalls' },
    { id: 'C', name: 'Balcony' },
  ],
};
