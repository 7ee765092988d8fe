/** What those who watch an event learn of the event itself: that it was cancelled, that its price or time is another. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { publishEvent, publishOn } from '../../scripts/testing/events.ts';
import { SeatStream } from '../../scripts/testing/booking/seat-follower.ts';
import { startTestSystem, type Person, type TestSystem } from '../../scripts/testing/test-system.ts';

let system: TestSystem;
let ada: Person;
const open: SeatStream[] = [];

beforeAll(async () => {
  system = await startTestSystem();
  ada = await system.user('Ada');
});
afterAll(async () => {
  await Promise.all(open.map((stream) => stream.leave()));
  await system.close();
});

const FORMS = ['', '?seats=compact', '?since=0', '?seats=compact&since=0', '?since=VERSION'];
const path = (id: string, query = '') => `/v1/events/${id}/availability${query}`;
const ask = (id: string, query = '', headers: Record<string, string> = {}) =>
  system.ask('GET', path(id, query), { headers });
const change = async (id: string, body: unknown) =>
  expect((await system.ask('PATCH', `/v1/events/${id}`, { token: ada.token, body })).status).toBe(200);
const cancel = async (id: string) =>
  expect((await system.ask('POST', `/v1/events/${id}/cancel`, { token: ada.token })).status).toBe(200);

async function follow(id: string, headers: Record<string, string> = {}): Promise<SeatStream> {
  const stream = new SeatStream();
  open.push(stream);
  await stream.open(system.url + path(id, '/stream'), headers);
  return stream;
}

/** What each form of availability says of the event. */
async function told(id: string): Promise<unknown[]> {
  const { version } = (await ask(id)).body;
  const replies = await Promise.all(FORMS.map((form) => ask(id, form.replace('VERSION', version))));
  return replies.map(({ body: { status, eventVersion } }) => [status, eventVersion]);
}
const everyForm = (status: string, eventVersion: number) => FORMS.map(() => [status, eventVersion]);

describe('availability', () => {
  test('200 the status and version of the event in every form, as soon as either is another', async () => {
    const id = await publishEvent(system, ada);
    expect(await told(id)).toEqual(everyForm('published', 1));
    await change(id, { startsAt: '2031-05-14T17:30:00Z' });
    expect(await told(id)).toEqual(everyForm('published', 2));
    await cancel(id);
    expect(await told(id)).toEqual(everyForm('cancelled', 3));
  });

  test('200, and not 304, once the event was changed or cancelled, though no seat was', async () => {
    const id = await publishEvent(system, ada);
    for (const [step, body] of [
      [() => change(id, { title: 'Renamed' }), { eventVersion: 2 }],
      [() => cancel(id), { status: 'cancelled', eventVersion: 3 }],
    ] as const) {
      const known = { 'if-none-match': (await ask(id)).headers.get('etag') ?? '' };
      expect((await ask(id, '', known)).status).toBe(304);
      await step();
      const reply = await ask(id, '', known);
      expect(reply.status).toBe(200);
      expect(reply.body).toMatchObject(body);
    }
  });

  test('200 cancelled within seconds even when Redis was never told, and the tag is another', async () => {
    const id = await publishOn(system, ada, 'e0');
    const { headers, body } = await ask(id);
    await system.database('e0').query("UPDATE events SET status = 'cancelled', version = 2 WHERE id = ?", [id]);
    const known = { 'if-none-match': headers.get('etag') ?? '' };
    const reply = await system.until('it is told', async () => {
      const answer = await ask(id, '', known);
      return answer.status === 200 && answer;
    });
    expect(reply.body).toMatchObject({ status: 'cancelled', eventVersion: 2, version: body.version });
    expect(await told(id)).toEqual(everyForm('cancelled', 2));
  });

  test('200 by what MySQL says when there is no live state and none can be built any more', async () => {
    const id = await publishEvent(system, ada);
    await cancel(id);
    await system.redis.flushdb();
    expect(await told(id)).toEqual(everyForm('cancelled', 2));
  });
});

describe('the stream', () => {
  test('a change of price or time arrives, though no seat changed', async () => {
    const id = await publishEvent(system, ada);
    const stream = await follow(id);
    await system.until('it has begun', async () => stream.last?.data.status === 'published');
    await change(id, {
      priceCategories: [
        { id: 'P1', name: 'Stalls', priceCents: 1 },
        { id: 'P2', name: 'Floor', priceCents: 2 },
      ],
    });
    await system.until('the price arrives', async () => stream.last?.data.eventVersion === 2);
    expect(stream.last).toMatchObject({ event: 'change', data: { free: [], held: [], sold: [], status: 'published' } });
    await change(id, { endsAt: '2031-05-14T23:00:00Z' });
    await system.until('the time arrives', async () => stream.last?.data.eventVersion === 3);
  });

  test('a cancellation ends every stream of the event at once: first what it is, then why', async () => {
    const id = await publishEvent(system, ada);
    const other = await follow(await publishEvent(system, ada));
    const streams = [await follow(id), await follow(id), await follow(id)];
    for (const stream of streams) await system.until('it has begun', async () => stream.last);
    await cancel(id);
    for (const stream of streams) {
      await stream.over;
      expect(stream.events.at(-2)?.data).toMatchObject({ status: 'cancelled', eventVersion: 2 });
      expect(stream.last).toMatchObject({ event: 'closing', id: 'cancelled', data: { reason: 'cancelled' } });
    }
    expect(other.last?.event).not.toBe('closing');
  });

  test('200 of an event cancelled before: a snapshot and the end; 204 for who comes back from there, who then stays away', async () => {
    const id = await publishEvent(system, ada);
    await cancel(id);
    const stream = await follow(id);
    await stream.over;
    expect(stream.events).toMatchObject([
      { event: 'snapshot', data: { status: 'cancelled', eventVersion: 2 } },
      { event: 'closing', data: { reason: 'cancelled' } },
    ]);
    const lastEventId = stream.last?.id ?? '';
    expect((await follow(id, { 'last-event-id': lastEventId })).answer?.status).toBe(204);
    // Who has missed the end is told it.
    const late = await follow(id, { 'last-event-id': stream.events[0]?.id ?? '' });
    await late.over;
    expect(late.events[0]?.data).toMatchObject({ status: 'cancelled' });
    expect(late.last?.data.reason).toBe('cancelled');
  });

  test('200 for who says so of an event that takes place', async () => {
    const stream = await follow(await publishEvent(system, ada), { 'last-event-id': 'cancelled' });
    expect(stream.answer?.status).toBe(200);
    await system.until('a snapshot arrives', async () => stream.events[0]?.event === 'snapshot');
  });
});
