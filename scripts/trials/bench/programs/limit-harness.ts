/**
 * The limit: what an order costs at least. Bare node:http, remembered tokens, coalesced transactions, no Redis, no checks
 * beyond the seats, no outbox event published. Not a way to sell, but what one is measured against.
 */
import { createServer } from 'node:http';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { ulid } from 'ulid';
import { type Chart, type Seating, seatingOf } from '../../../../functions/shared/event/chart.ts';
import { Coalescer } from './coalescer.ts';

const { DATABASE_URL = '', PORT, HOST, JWKS = '', TOKEN_ISSUER = '', TOKEN_AUDIENCE = '' } = process.env;
const keys = createLocalJWKSet(JSON.parse(JWKS) as JSONWebKeySet);
const expected = { issuer: TOKEN_ISSUER, audience: TOKEN_AUDIENCE, algorithms: ['EdDSA'], typ: 'at+jwt' };
const coalescer = new Coalescer(DATABASE_URL);
const buyers = new Map<string, string>();
const halls = new Map<string, Promise<Seating>>();

async function buyerOf(header = ''): Promise<string> {
  const remembered = buyers.get(header);
  if (remembered !== undefined) return remembered;
  const { payload } = await jwtVerify(header.slice('Bearer '.length), keys, expected);
  buyers.set(header, payload.sub ?? '');
  return payload.sub ?? '';
}

async function readHall(eventId: string): Promise<Seating> {
  const connection = await createConnection(DATABASE_URL);
  const [[row]] = await connection.query<RowDataPacket[]>('SELECT chart FROM events WHERE id = ?', [eventId]);
  await connection.end();
  return seatingOf(JSON.parse(row?.['chart'] as string) as Chart);
}

async function sell(eventId: string, header: string | undefined, body: string): Promise<string | undefined> {
  const buyerId = await buyerOf(header);
  let hall = halls.get(eventId);
  if (!hall) halls.set(eventId, (hall = readHall(eventId)));
  const { numberOf } = await hall;
  const { seats } = JSON.parse(body) as { seats: string[] };
  const id = `ord_${eventId.slice(4, 7)}_${ulid()}`;
  const message = JSON.stringify({ id, eventId, buyerId, status: 'confirmed', seats });
  const sale = { id, eventId, buyerId, message, seats: seats.map((label) => numberOf(label) ?? 0) };
  return (await coalescer.sell(sale)) ? message : undefined;
}

const server = createServer((request, response) => {
  const eventId = request.url?.slice('/v1/events/'.length, -'/orders'.length) ?? '';
  if (request.method !== 'POST') return void response.writeHead(200).end();
  let body = '';
  request.on('data', (chunk) => (body += String(chunk)));
  request.on('end', () => {
    sell(eventId, request.headers.authorization, body).then(
      (text = '{}') => {
        const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
        response.writeHead(text === '{}' ? 409 : 201, headers).end(text);
      },
      (error: Error) => response.writeHead(500).end(error.message),
    );
  });
});
server.listen(Number(PORT), HOST);
process.once('SIGTERM', () => process.exit());
