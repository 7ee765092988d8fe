/** The paths of order-record. */
import * as z from 'zod';
import { Timestamp } from '../shared/event/view.ts';
import { EventId, OrderId } from '../shared/ids.ts';
import { OrderView } from '../shared/event/order-view.ts';
import { cursorOf, PageSize } from '../shared/http/page.ts';
import { route } from '../shared/http/route.ts';

/** An order with what is known of its event by now. */
export const OrderRecord = OrderView.extend({
  event: z.object({ id: EventId, title: z.string(), startsAt: Timestamp }),
}).meta({ id: 'OrderRecord' });
export type OrderRecord = z.output<typeof OrderRecord>;

export const listOrders = route({
  name: 'listOrders',
  summary: 'The orders of the caller, newest first; an order appears here a moment after it was placed',
  method: 'GET',
  path: '/v1/users/{userId}/orders',
  access: 'user',
  query: z.strictObject({ cursor: cursorOf(OrderId).optional(), limit: PageSize }),
  answers: { 200: z.object({ items: z.array(OrderRecord), next: z.string().nullable() }) },
  problems: ['not_yours'],
});

export const getOrder = route({
  name: 'getOrder',
  summary: 'An order of the caller; that of anybody else is not found',
  method: 'GET',
  path: '/v1/users/{userId}/orders/{orderId}',
  access: 'user',
  answers: { 200: OrderRecord },
  problems: ['order_not_found'],
});

export const routes = [listOrders, getOrder] as const;
