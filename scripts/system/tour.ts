/** One visit to everything a function does often, through the gateway, so that V8 has compiled it. */
import { randomUUID } from 'node:crypto';

const TIMEOUT_MS = 30_000;

/** @throws Error that says which request was answered how */
export async function tour(url: string): Promise<void> {
  let token = '';
  const ask = async (method: string, path: string, body?: unknown): Promise<Record<string, unknown>> => {
    const response = await fetch(url + path, {
      method,
      headers: {
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
        ...(token && { authorization: `Bearer ${token}` }),
      },
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${text}`);
    return text ? (JSON.parse(text) as Record<string, unknown>) : {};
  };
  const email = `${randomUUID()}@example.com`;
  const password = randomUUID();
  const { id: userId } = await ask('POST', '/v1/users', { email, password, name: 'Tour' });
  const session = await ask('POST', '/v1/auth/login', { email, password });
  token = String(session['accessToken']);
  await ask('POST', '/v1/auth/verify', { token });
  const { id: eventId } = await ask('POST', '/v1/events', EVENT);
  const event = `/v1/events/${String(eventId)}`;
  for (const part of ['', '/chart', '/availability']) await ask('GET', event + part);
  const hold = await ask('POST', `${event}/holds`, { seats: ['A-1-1', 'A-1-2'] });
  await ask('GET', `${event}/holds/${String(hold['id'])}`);
  await ask('POST', `${event}/orders`, { holdId: hold['id'] });
  // Many at once: a batch goes another way than a lone order.
  await Promise.all(SEATS.map((seat) => ask('POST', `${event}/orders`, { seats: [seat] })));
  const order = await ask('POST', `${event}/orders`, { section: 'A', quantity: 2 });
  await ask('POST', `${event}/orders/${String(order['id'])}/cancel`);
  await ask('GET', '/v1/events?q=tour');
  await ask('GET', `/v1/users/${String(userId)}/orders`);
  await ask('PATCH', event, { description: 'Changed' });
}

const SEATS = Array.from({ length: 12 }, (_, index) => `A-2-${index + 1}`);

const EVENT = {
  title: 'Tour',
  description: '',
  category: 'music',
  startsAt: '2090-01-01T19:00:00Z',
  endsAt: '2090-01-01T22:00:00Z',
  currency: 'EUR',
  venue: { name: 'Hall', city: 'Lisbon', country: 'Portugal', timeZone: 'Europe/Lisbon' },
  priceCategories: [{ id: 'P', name: 'All', priceCents: 1_000 }],
  chart: {
    sections: [
      {
        id: 'A',
        name: 'Stalls',
        kind: 'seated',
        priceCategory: 'P',
        rows: ['1', '2', '3'].map((label) => ({ label, seats: 12 })),
      },
    ],
  },
};
