/** An order as callers see it. */
import * as z from 'zod';
import { Timestamp } from './view.ts';
import { EventId, OrderId } from '../ids.ts';

/** An order with its items; money is in minor units of its currency. */
export const OrderView = z
  .object({
    id: OrderId,
    eventId: EventId,
    status: z.enum(['confirmed', 'cancelled']),
    items: z.array(z.object({ seat: z.string().meta({ examples: ['A-12-7'] }), priceCents: z.number().int() })),
    totalCents: z.number().int(),
    currency: z.string().meta({ examples: ['EUR'] }),
    createdAt: Timestamp,
    cancelledAt: Timestamp.nullable(),
  })
  .meta({ id: 'Order' });
export type OrderView = z.output<typeof OrderView>;
