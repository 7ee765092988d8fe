/** Examples of event-detail's operations. */
import { chart, event, plan } from '../shared/examples.ts';
import type { ExamplesOf } from '../shared/http/examples.ts';
import type { routes } from './api.ts';

const state = {
  eventId: event.id,
  version: 43,
  status: event.status,
  eventVersion: event.version,
  counts: { free: 154, held: 2, sold: 2 },
  sections: { A: { free: 34, held: 2, sold: 2 }, G: { free: 120, held: 0, sold: 0 } },
  prices: { front: { free: 34, held: 2, sold: 2 }, rear: { free: 120, held: 0, sold: 0 } },
};

/** A-12-7 and A-12-8 are sold, the two beside them on hold. */
const sold: [number, number] = [24, 25];
const held: [number, number] = [26, 27];

export const examples: ExamplesOf<typeof routes> = {
  getEvent: { 200: { published: event } },
  getChart: {
    200: {
      chart: { eventId: event.id, chartVersion: 1, seatsTotal: event.seatsTotal, ...chart, planVersion: 1, plan },
    },
  },
  getAvailability: {
    200: {
      everything: { ...state, held: [held], sold: [sold] },
      compact: { kind: 'snapshot', ...state, chartVersion: 1, held: 'AAAAMA==', sold: [sold] },
      changes: {
        kind: 'change',
        ...state,
        since: 42,
        chartVersion: 1,
        sections: { A: state.sections.A },
        prices: { front: state.prices.front },
        free: [],
        held: [held],
        sold: [],
      },
    },
  },
  getEventCalendar: {},
  streamAvailability: {},
};
