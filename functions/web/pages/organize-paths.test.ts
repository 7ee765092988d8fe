import { expect, test } from 'vitest';
import { type DeskRoute, deskPath, deskRouteAt } from './organize-paths.ts';

const eventId = 'evt_0a7_01J8ZQ4X5Y6Z7A8B9C0D1E2F3G';
const routes: DeskRoute[] = [
  { page: 'events' },
  { page: 'new' },
  { page: 'new-hall' },
  { page: 'event', eventId },
  { page: 'edit', eventId },
  { page: 'orders', eventId },
  { page: 'order', eventId, orderId: 'ord_0a7_01J8ZQ4X5Y6Z7A8B9C0D1E2F3G' },
  { page: 'seats', eventId },
  { page: 'preview', eventId },
];

test.each(routes.map((route) => [deskPath(route), route] as const))('%s', (path, route) => {
  expect(deskRouteAt(path)).toEqual(route);
});

test.each([
  '/organize/',
  '/organize/events',
  '/organize/events/x',
  `/organize/events/${eventId}/what`,
  `/organize/events/${eventId}/seats/ord_1`,
])('%s is no page', (path) => expect(deskRouteAt(path)).toBeUndefined());
