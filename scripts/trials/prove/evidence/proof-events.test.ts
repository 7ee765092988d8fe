import { expect, test } from 'vitest';
import { type Chart, type NumberedChart, seatingOf } from '../../../../functions/shared/event/chart.ts';
import { grownChart } from '../../../../functions/shared/event/growth.ts';
import { capacityOf, chartOf, labelOf, neighboursIn, type ProofEvent, seatOf } from './proof-events.ts';

const EVENT: ProofEvent = {
  id: 'evt',
  rows: 3,
  perRow: 4,
  general: 5,
  seatedCents: 50,
  generalCents: 20,
  limited: false,
  sellsOut: false,
};

test('numbers and labels are what the system makes of the same chart, however often seats were added', () => {
  let chart = chartOf(EVENT) as unknown as NumberedChart;
  for (let steps = 0; steps <= 3; steps++) {
    const event = { ...EVENT, steps };
    if (steps > 0) chart = grownChart({ chart, chartVersion: steps }, chartOf(event) as Chart) as NumberedChart;
    const { total, labelOf: labelBySystem } = seatingOf(chart);
    const seats = Array.from({ length: total }, (_, seat) => seat);
    expect(capacityOf(event)).toBe(total);
    expect(seats.map((seat) => labelOf(event, seat))).toEqual(seats.map((seat) => labelBySystem(seat)));
    expect(seats.map((seat) => seatOf(event, labelOf(event, seat)))).toEqual(seats);
    for (const label of [`A-X${steps + 1}-1`, `GA-${6 + steps * 7}`, 'A-X0-1', 'A-4-1', 'A-1-5', 'B-1'])
      expect(seatOf(event, label)).toBeUndefined();
  }
});

test('neighbours are of one row, of one that was added, too', () => {
  expect(neighboursIn(EVENT, 2, 2, 4)).toEqual(['A-3-3', 'A-3-4']);
  expect(neighboursIn({ ...EVENT, steps: 2 }, 4, 0, 2)).toEqual(['A-X2-1', 'A-X2-2']);
});
