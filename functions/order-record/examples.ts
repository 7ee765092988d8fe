/** Examples of order-record's operations. */
import { event, order } from '../shared/examples.ts';
import type { ExamplesOf } from '../shared/http/examples.ts';
import type { routes } from './api.ts';

const { id, title, startsAt, endsAt, venue } = event;
const record = { ...order, event: { id, title, startsAt, endsAt, timeZone: venue.timeZone, venue } };

export const examples: ExamplesOf<typeof routes> = {
  listOrders: { 200: { lastPage: { items: [record], next: null } } },
  getOrder: { 200: { confirmed: record } },
  getOrderCalendar: {},
};
