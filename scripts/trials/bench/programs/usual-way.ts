/**
 * The usual way to write such a function, decently: the Functions Framework as it comes, the token verified by jose each
 * time, Knex, one transaction that locks the event's row, counts whether a seat is sold, and inserts. No Redis, no
 * outbox, whose events nobody publishes: less than what Seatmesh does for an order. What an event's chart says is remembered.
 * As a whole (WHOLE), it also writes the buyer's record and the listing's figure, in the same transaction: one program and one
 * database, where Seatmesh has a gateway, functions, and a broker between them.
 */
import { createHash, randomUUID } from 'node:crypto';
import { http } from '@google-cloud/functions-framework';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import knex from 'knex';
import * as z from 'zod';
import { Chart, PriceCategory, type Seating, seatingOf } from '../../../../functions/shared/event/chart.ts';

const { DATABASE_URL = '', CONNECTIONS = '10', JWKS = '', TOKEN_ISSUER = '', TOKEN_AUDIENCE = '', WHOLE } = process.env;
const keys = createLocalJWKSet(JSON.parse(JWKS) as JSONWebKeySet);
const expected = { issuer: TOKEN_ISSUER, audience: TOKEN_AUDIENCE, algorithms: ['EdDSA'], typ: 'at+jwt' };
const database = knex({
  client: 'mysql2',
  connection: { uri: DATABASE_URL, timezone: 'Z' } as object,
  pool: { min: 2, max: Number(CONNECTIONS) },
});
const OrderBody = z.strictObject({ seats: z.array(z.string().min(3).max(24)).min(1).max(10) });
const DUPLICATE = 1062;

interface Known {
  seating: Seating;
  prices: Map<string, number>;
}
const known = new Map<string, Known>();

async function knownEvent(id: string): Promise<Known | undefined> {
  const found = known.get(id);
  if (found) return found;
  const row = await database('events').where({ id }).first('chart', 'price_categories');
  if (!row) return undefined;
  const categories = z.array(PriceCategory).parse(JSON.parse(row.price_categories as string));
  const made = {
    seating: seatingOf(Chart.parse(JSON.parse(row.chart as string))),
    prices: new Map(categories.map(({ id: category, priceCents }) => [category, priceCents])),
  };
  known.set(id, made);
  return made;
}

class Refused extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

async function placeOrder(eventId: string, buyerId: string, key: string, labels: readonly string[]) {
  const event = await knownEvent(eventId);
  if (!event) throw new Refused(404, 'there is no such event');
  const seats = labels.map((label) => event.seating.numberOf(label));
  if (seats.includes(undefined)) throw new Refused(422, 'there is no such seat');
  const items = seats.map((seat = 0, index) => ({
    seat,
    label: labels[index],
    price_cents: event.prices.get(event.seating.sectionOf(seat).priceCategory) ?? 0,
  }));
  const id = `ord_${eventId.slice(4, 7)}_${randomUUID().replaceAll('-', '').slice(0, 26)}`;
  const createdAt = new Date();
  const totalCents = items.reduce((sum, item) => sum + item.price_cents, 0);
  const fingerprint = createHash('sha256').update(JSON.stringify(labels)).digest();
  return database.transaction(async (trx) => {
    const row = await trx('events').where({ id: eventId }).forUpdate().first('status', 'currency');
    if (row?.status !== 'published') throw new Refused(409, 'the event is not on sale');
    const [taken] = await trx('seat_claims')
      .where({ event_id: eventId })
      .whereIn(
        'seat',
        items.map(({ seat }) => seat),
      )
      .count({ n: '*' });
    if (Number(taken?.['n']) > 0) throw new Refused(409, 'a seat is taken');
    await trx('orders').insert({
      id,
      version: 1,
      event_id: eventId,
      buyer_id: buyerId,
      idempotency_key: key,
      fingerprint,
      status: 'confirmed',
      total_cents: totalCents,
      currency: row.currency,
      created_at: createdAt,
      items: '',
    });
    await trx('seat_claims').insert(items.map(({ seat }) => ({ event_id: eventId, seat, order_id: id })));
    await trx('usual_items').insert(items.map((item) => ({ order_id: id, ...item })));
    if (WHOLE) {
      const record = {
        user_id: buyerId,
        order_id: id,
        event_id: eventId,
        total_cents: totalCents,
        created_at: createdAt,
      };
      await trx('usual_records').insert(record);
      await trx.raw(
        'INSERT INTO usual_listings (event_id, sold) VALUES (?, ?) ON DUPLICATE KEY UPDATE sold = sold + VALUES(sold)',
        [eventId, items.length],
      );
    }
    return { id, eventId, status: 'confirmed', items, totalCents, currency: row.currency as string, createdAt };
  });
}

http('usual', async (request, response) => {
  const eventId = /^\/v1\/events\/([^/]+)\/orders$/.exec(request.path)?.[1];
  if (eventId === undefined) return void response.status(request.path === '/healthz' ? 200 : 404).end();
  try {
    const token = (request.headers.authorization ?? '').replace(/^Bearer /, '');
    const { payload } = await jwtVerify(token, keys, expected).catch(() => {
      throw new Refused(401, 'log in');
    });
    const body = OrderBody.safeParse(request.body);
    const key = request.headers['idempotency-key'];
    if (!body.success || typeof key !== 'string') throw new Refused(422, 'the order does not read well');
    response.status(201).json(await placeOrder(eventId, payload.sub ?? '', key, body.data.seats));
  } catch (error) {
    if (error instanceof Refused) response.status(error.status).json({ error: error.message });
    else if ((error as { errno?: number }).errno === DUPLICATE)
      response.status(409).json({ error: 'taken, or sent twice' });
    else throw error;
  }
});
