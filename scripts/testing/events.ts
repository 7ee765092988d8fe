/** Events for tests to sell. */
import { randomUUID } from 'node:crypto';
import { chosenEventId } from '../../functions/shared/event/chosen-id.ts';
import type { Person, Reply, TestSystem } from './test-system.ts';

/** A body for POST /v1/events: row A-1 with ten seats at 50.00, row A-2 with ten, general admission GA with 30 at 20.00. */
export function eventBody(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    title: 'An evening of strings',
    description: 'Quartets from three centuries',
    category: 'music',
    startsAt: '2031-05-14T18:30:00Z',
    endsAt: '2031-05-14T22:00:00Z',
    currency: 'EUR',
    venue: { name: 'Old Hall', city: 'Lisbon', country: 'Portugal', timeZone: 'Europe/Lisbon' },
    priceCategories: [
      { id: 'P1', name: 'Stalls', priceCents: 5000 },
      { id: 'P2', name: 'Floor', priceCents: 2000 },
    ],
    chart: {
      sections: [
        {
          id: 'A',
          name: 'Stalls',
          kind: 'seated',
          priceCategory: 'P1',
          rows: [
            { label: '1', seats: 10 },
            { label: '2', seats: 10 },
          ],
        },
        { id: 'GA', name: 'Floor', kind: 'general', priceCategory: 'P2', capacity: 30 },
      ],
    },
    ...changes,
  };
}

/** What a published event has to have before it, unless it is imported. */
const TO_COME = ['startsAt', 'doorsAt', 'offSaleAt', 'cancelUntil'];

/** Publishes an event and gives its id; one of which a time has passed under an id of the organizer's choice, as an import does. */
export async function publishEvent(
  system: TestSystem,
  organizer: Person,
  changes: Record<string, unknown> = {},
): Promise<string> {
  const body = eventBody(changes);
  const isImported = TO_COME.some((field) => Date.parse(String(body[field])) <= Date.now());
  const [method, path] = isImported
    ? (['PUT', `/v1/events/${chosenEventId(organizer.id, randomUUID())}`] as const)
    : (['POST', '/v1/events'] as const);
  const reply = await system.ask(method, path, { token: organizer.token, body });
  if (reply.status !== 201) throw new Error(`publish answered ${reply.status} ${JSON.stringify(reply.body)}`);
  return reply.body.id as string;
}

/**
 * The availability of an event once so many of its seats are marked as sold. An order and a cancellation are answered
 * before the live state follows, so who looks at it right after waits for what it says.
 */
export const untilSold = (system: TestSystem, eventId: string, seats: number): Promise<Reply> =>
  system.until(`${seats} seats are marked as sold`, async () => {
    const reply = await system.ask('GET', `/v1/events/${eventId}/availability`);
    return reply.body.counts?.sold === seats && reply;
  });

/** The events shard that owns an id, by the default map. */
export function shardOf(id: string): 'e0' | 'e1' {
  return Number.parseInt(id.slice(4, 7), 16) < 0x800 ? 'e0' : 'e1';
}

/** Publishes events until one is in the wanted shard. */
export async function publishOn(
  system: TestSystem,
  organizer: Person,
  shard: 'e0' | 'e1',
  changes: Record<string, unknown> = {},
): Promise<string> {
  for (let attempt = 0; attempt < 40; attempt++) {
    const id = await publishEvent(system, organizer, changes);
    if (shardOf(id) === shard) return id;
  }
  throw new Error(`no event landed on ${shard}`);
}
