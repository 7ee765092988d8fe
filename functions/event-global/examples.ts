/** Examples of event-global's operations. */
import { event } from '../shared/examples.ts';
import type { ExamplesOf } from '../shared/http/examples.ts';
import type { routes } from './api.ts';

export const examples: ExamplesOf<typeof routes> = {
  listEvents: {
    200: {
      lastPage: {
        items: [
          {
            id: event.id,
            title: event.title,
            category: event.category,
            startsAt: event.startsAt,
            endsAt: event.endsAt,
            city: event.venue.city,
            country: event.venue.country,
            timeZone: event.venue.timeZone,
            venue: event.venue,
            doorsAt: event.doorsAt,
            onSaleAt: event.onSaleAt,
            offSaleAt: event.offSaleAt,
            url: event.url,
            imageUrl: event.imageUrl,
            status: event.status,
            priceFromCents: 1_800,
            currency: event.currency,
            seatsTotal: event.seatsTotal,
            seatsLeft: 156,
          },
        ],
        next: null,
      },
    },
  },
  getAsyncApi: { 200: { beginning: { asyncapi: '3.0.0' } } },
  getMessageSchema: {
    200: {
      beginning: {
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        $id: 'https://api.example.com/v1/schemas/order.confirmed.v1.json',
        title: 'dev.seatmesh.order.confirmed.v1',
      },
    },
  },
  getCalendar: {},
  showHome: {},
  getOpenApi: { 200: { beginning: { openapi: '3.1.0' } } },
};
