/** One visit to every function, through the gateway: all that each of them does often, so that V8 has compiled it. */
import { randomUUID } from 'node:crypto';
import { capabilities } from '../../functions/capabilities.ts';
import type { AskInVisit, VisitScene } from '../../functions/shared/serve/visit.ts';
import { keyOf, visitTo } from './visits.ts';

const TIMEOUT_MS = 30_000;
const ROWS = 3;
const SEATS_IN_ROW = 12;

/** @throws Error that says which request was answered how */
export async function tour(url: string): Promise<void> {
  const scene = openingScene();
  const ask: AskInVisit = async ({ method, path, body, expect }) => {
    const response = await fetch(url + path, {
      method,
      headers: {
        'content-type': 'application/json',
        ...keyOf({ method, path, body, expect }),
        ...(scene.token && { authorization: `Bearer ${scene.token}` }),
      },
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (response.status !== expect) throw new Error(`${method} ${path} was answered ${response.status}: ${text}`);
    const isJson = response.headers.get('content-type')?.startsWith('application/json');
    return isJson ? (JSON.parse(text) as Record<string, unknown>) : {};
  };
  const visits = await Promise.all(capabilities.map(({ name }) => visitTo(name)));
  for (const { first, rest } of visits) {
    const answer = await ask(first(scene));
    await rest?.(ask, scene, answer);
  }
  for (const { last } of visits) await last?.(ask, scene);
}

function openingScene(): VisitScene {
  const labels = Array.from({ length: ROWS * SEATS_IN_ROW }, (_, seat) => {
    const row = Math.floor(seat / SEATS_IN_ROW);
    return `A-${row + 1}-${(seat % SEATS_IN_ROW) + 1}`;
  });
  return {
    fresh: randomUUID,
    email: '',
    password: randomUUID(),
    userId: '',
    token: '',
    refreshToken: '',
    newEvent: EVENT,
    eventId: '',
    freeSeats: (count) => labels.splice(0, count),
  };
}

const EVENT = {
  title: 'An evening',
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
        rows: Array.from({ length: ROWS }, (_, row) => ({ label: String(row + 1), seats: SEATS_IN_ROW })),
      },
    ],
  },
};
