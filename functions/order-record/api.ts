/** The paths of order-record. */
import * as z from 'zod';
import { OrderId } from '../shared/ids.ts';
import { EventOfOrder, OrderView } from '../shared/event/order-view.ts';
import { CALENDAR_TYPE } from '../shared/event/calendar/media-type.ts';
import { cursorOf, Next, PageSize } from '../shared/http/page.ts';
import { route } from '../shared/http/route.ts';

/** An order with what is known of its event by now. */
export const KeptOrder = OrderView.extend({ event: EventOfOrder }).meta({
  id: 'OrderRecord',
  description: 'An order with what is known of its event by now',
});
export type KeptOrder = z.output<typeof KeptOrder>;

const OrderRecordPage = z
  .object({ items: z.array(KeptOrder), next: Next })
  .meta({ id: 'OrderRecordPage', description: 'A page of orders' });

export const listOrders = route({
  name: 'listOrders',
  summary: 'The orders of the caller, newest first',
  description: 'The orders of the caller, newest first; an order appears here a moment after it was placed.',
  method: 'GET',
  path: '/v1/users/{userId}/orders',
  access: 'user',
  query: z.strictObject({ cursor: cursorOf(OrderId).optional(), limit: PageSize }),
  etag: 'answer',
  answers: { 200: OrderRecordPage },
  problems: ['not_yours'],
});

export const getOrder = route({
  name: 'getOrder',
  summary: 'An order of the caller',
  description: 'An order of the caller; that of anybody else is not found.',
  method: 'GET',
  path: '/v1/users/{userId}/orders/{orderId}',
  access: 'user',
  etag: 'answer',
  answers: { 200: KeptOrder },
  problems: ['order_not_found'],
});

export const getOrderCalendar = route({
  name: 'getOrderCalendar',
  summary: 'An order of the caller as a calendar file',
  description: 'The event of an order as a calendar file (iCalendar, RFC 5545), with the seats of the caller.',
  method: 'GET',
  path: '/v1/users/{userId}/orders/{orderId}/order.ics',
  access: 'user',
  etag: 'answer',
  answers: { 200: { mediaType: CALENDAR_TYPE, text: z.string() } },
  problems: ['order_not_found'],
});

export const routes = [listOrders, getOrder, getOrderCalendar] as const;
