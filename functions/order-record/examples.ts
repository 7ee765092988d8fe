/** Examples of order-record's operations. */
import { event, order } from '../shared/examples.ts';
import type { ExamplesOf } from '../shared/http/examples.ts';
import type { routes } from './api.ts';

const record = { ...order, event: { id: event.id, title: event.title, startsAt: event.startsAt } };

export const examples: ExamplesOf<typeof routes> = {
  listOrders: { 200: { lastPage: { items: [record], next: null } } },
  getOrder: { 200: { confirmed: record } },
};
