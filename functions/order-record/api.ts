/** The paths of order-record. */
import * as z from 'zod';
import { Timestamp } from '../shared/event-view.ts';
import { EventId } from '../shared/ids.ts';
import { OrderView } from '../shared/order-view.ts';
import { route } from '../shared/route.ts';

const OrderRecord = OrderView.extend({ event: z.object({ id: EventId, title: z.string(), startsAt: Timestamp }) });

export const listOrders = route({
  name: 'listOrders',
  summary: 'The orders of the caller, newest first',
  method: 'GET',
  path: '/v1/users/{userId}/orders',
  access: 'user',
  query: z.strictObject({
    cursor: z.string().max(200).optional(),
    limit: z.coerce.number().int().min(1).max(100).default(20),
  }),
  answers: { 200: z.object({ items: z.array(OrderRecord), next: z.string().nullable() }) },
  problems: [],
});

export const getOrder = route({
  name: 'getOrder',
  summary: 'An order of the caller',
  method: 'GET',
  path: '/v1/users/{userId}/orders/{orderId}',
  access: 'user',
  answers: { 200: OrderRecord },
  problems: ['order_not_found'],
});

export const routes = [listOrders, getOrder] as const;
