/** Buys a seat through what openapi-typescript makes of the document (api.ts). Usage: node buyer.ts URL. Prints what was bought as JSON. */
import createClient from 'openapi-fetch';
import type { components, paths } from './api.ts';

type NewEvent = components['schemas']['NewEvent'];

const [, , baseUrl = ''] = process.argv;
const api = createClient<paths>({ baseUrl });
const password = 'correct horse battery';

/** The data of an answer. @throws Error with the problem's code */
function good<T>({ data, error, response }: { data?: T; error?: { code: string }; response: Response }): T {
  if (data === undefined) throw new Error(`${response.url}: ${response.status} ${error?.code}`);
  return data;
}

async function sessionOf(name: string): Promise<components['schemas']['Session']> {
  const email = `${name}.${Date.now()}@example.com`;
  good(await api.POST('/v1/users', { body: { email, password, name } }));
  return good(await api.POST('/v1/auth/login', { body: { email, password } }));
}

const bearer = ({ accessToken }: { accessToken: string }) => ({ Authorization: `Bearer ${accessToken}` });
const [ada, ben, eve] = await Promise.all([sessionOf('Ada'), sessionOf('Ben'), sessionOf('Eve')]);

const concert: NewEvent = {
  title: 'Brahms: A German Requiem',
  category: 'concert',
  startsAt: '2999-05-14T18:30:00Z',
  endsAt: '2999-05-14T20:30:00Z',
  currency: 'EUR',
  venue: { name: 'Kammermusiksaal', city: 'Berlin', country: 'Germany', timeZone: 'Europe/Berlin' },
  priceCategories: [{ id: 'front', name: 'Parquet', priceCents: 4_500 }],
  chart: {
    sections: [
      { id: 'A', name: 'Parquet', kind: 'seated', priceCategory: 'front', rows: [{ label: '12', seats: 20 }] },
    ],
  },
};
const event = good(await api.POST('/v1/events', { body: concert, headers: bearer(ada) }));
const path = { eventId: event.id };

const hold = good(
  await api.POST('/v1/events/{eventId}/holds', { params: { path }, body: { seats: ['A-12-7'] }, headers: bearer(ben) }),
);

// Each code is a type of its own: with the code known, so is what else the problem says.
const { error } = await api.POST('/v1/events/{eventId}/holds', {
  params: { path },
  body: { seats: ['A-12-7'] },
  headers: bearer(eve),
});
const taken: string[] = error?.code === 'seats_unavailable' ? error.seats : [];

const order = good(
  await api.POST('/v1/events/{eventId}/orders', {
    params: { path, header: { 'Idempotency-Key': crypto.randomUUID() } },
    body: { holdId: hold.id, expectedTotalCents: hold.totalCents },
    headers: bearer(ben),
  }),
);

const availability = good(await api.GET('/v1/events/{eventId}/availability', { params: { path } }));
const chart = good(await api.GET('/v1/events/{eventId}/chart', { params: { path } }));
const [section] = chart.sections;
const seats = section?.kind === 'seated' ? section.rows.reduce((sum, row) => sum + row.seats, 0) : 0;
console.log(JSON.stringify({ order, taken, seats, total: availability.counts.free + availability.counts.held }));
