/** A visit to book. */
import type { Visit } from '../shared/serve/visit.ts';

/** A batch of orders goes another way than a lone one. */
const AT_ONCE = 12;

export const visit: Visit = {
  first: ({ eventId, freeSeats }) => ({
    method: 'POST',
    path: `/v1/events/${eventId}/orders`,
    body: { seats: freeSeats(2) },
    expect: 201,
  }),
  rest: async (ask, { eventId, freeSeats }) => {
    const path = `/v1/events/${eventId}`;
    const order = (body: object) => ask({ method: 'POST', path: `${path}/orders`, body, expect: 201 });
    const hold = await ask({ method: 'POST', path: `${path}/holds`, body: { seats: freeSeats(2) }, expect: 201 });
    await ask({ method: 'GET', path: `${path}/holds/${String(hold['id'])}`, expect: 200 });
    await order({ holdId: hold['id'] });
    await Promise.all(Array.from({ length: AT_ONCE }, () => order({ seats: freeSeats(1) })));
    const [seat = ''] = freeSeats(1);
    const { id } = await order({ section: seat.split('-', 1)[0], quantity: 2 });
    await ask({ method: 'POST', path: `${path}/orders/${String(id)}/cancel`, expect: 200 });
  },
};
