import { type ReadyHall, rowsFrom } from './ready-hall.ts';

/** Standing room before the stage, a few rows on a gallery at each side, a bar. */
export const club: ReadyHall = {
  id: 'club',
  name: 'Club with standing room',
  chart: {
    sections: [
      { id: 'F', name: 'Floor', kind: 'general', priceCategory: 'A', capacity: 400 },
      { id: 'L', name: 'Gallery left', kind: 'seated', priceCategory: 'B', rows: rowsFrom(1, [16, 16]) },
      { id: 'R', name: 'Gallery right', kind: 'seated', priceCategory: 'B', rows: rowsFrom(1, [16, 16]) },
    ],
  },
  plan: {
    floors: [
      { id: '0', name: 'Floor' },
      { id: '1', name: 'Gallery' },
    ],
    sections: {
      F: { at: [0, 0], size: [1_600, 1_300], floor: '0' },
      L: { at: [-950, 600], turn: 90, floor: '1' },
      R: { at: [950, 600], turn: -90, floor: '1' },
    },
    shapes: [
      { kind: 'stage', at: [0, -300], size: [1_000, 400], text: 'Stage' },
      { kind: 'bar', at: [0, 1_450], size: [700, 120], text: 'Bar', floor: '0' },
      { kind: 'toilet', at: [-650, 1_450], size: [200, 120], floor: '0' },
      { kind: 'door', at: [650, 1_450], size: [200, 60], floor: '0' },
    ],
  },
  priceCategories: [
    { id: 'A', name: 'Standing' },
    { id: 'B', name: 'Gallery' },
  ],
};
