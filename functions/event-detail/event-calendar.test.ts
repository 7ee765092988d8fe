/** Calendar files of an event, of a listing and of an order, over HTTP. */
import { expect, test } from 'vitest';
import { eventBody, publishEvent } from '../../scripts/testing/events.ts';
import { ada, ben, startWithAdaAndBen, system } from '../../scripts/testing/ada-and-ben.ts';

startWithAdaAndBen();

interface Calendar {
  status: number;
  headers: Headers;
  text: string;
  /** Of its events, unfolded. */
  events: string[][];
}

/** As calendar programs ask: nothing of this API's. */
async function calendar(path: string, headers: Record<string, string> = {}): Promise<Calendar> {
  const response = await fetch(new URL(path, system.url), { headers, signal: AbortSignal.timeout(30_000) });
  const text = await response.text();
  const events = text.replaceAll('\r\n ', '').split('BEGIN:VEVENT\r\n').slice(1);
  return {
    status: response.status,
    headers: response.headers,
    text,
    events: events.map((event) => event.split('\r\n')),
  };
}

const said = {
  venue: { name: 'Old Hall', city: 'Lisbon', country: 'Portugal', timeZone: 'Europe/Lisbon', address: 'Rua 12; r/c' },
  url: 'https://quartets.example/2031',
};

test('200 an event: its type, its name, its tag, and what it says', async () => {
  const id = await publishEvent(system, ada, said);
  const path = `/v1/events/${id}/event.ics`;
  const { status, headers, text, events } = await calendar(path);
  expect([status, headers.get('content-type')]).toEqual([200, 'text/calendar; charset=utf-8']);
  expect(headers.get('content-disposition')).toBe(`attachment; filename="${id}.ics"`);
  expect(headers.get('etag')).toContain('e1');
  expect(text.startsWith('BEGIN:VCALENDAR\r\n')).toBe(true);
  expect(events).toHaveLength(1);
  expect(events[0]).toEqual(
    expect.arrayContaining([
      `UID:${id}`,
      'SEQUENCE:1',
      'DTSTART;TZID=Europe/Lisbon:20310514T193000',
      'DTEND;TZID=Europe/Lisbon:20310514T230000',
      'SUMMARY:An evening of strings',
      String.raw`LOCATION:Old Hall\, Rua 12\; r/c\, Lisbon\, Portugal`,
      'CATEGORIES:music',
      'URL:https://quartets.example/2031',
      'STATUS:CONFIRMED',
    ]),
  );
  const again = await calendar(path, { 'if-none-match': headers.get('etag') ?? '' });
  expect([again.status, again.headers.get('content-type')]).toEqual([304, null]);
  await system.ask('POST', `/v1/events/${id}/cancel`, { token: ada.token });
  const [off] = (await calendar(path)).events;
  expect(off).toEqual(expect.arrayContaining([`UID:${id}`, 'SEQUENCE:2', 'STATUS:CANCELLED']));
});

test('404 for none, and for a draft to anybody but its organizer', async () => {
  const reply = await system.ask('POST', '/v1/events', { token: ada.token, body: eventBody({ status: 'draft' }) });
  const path = `/v1/events/${reply.body.id}/event.ics`;
  expect((await calendar(path)).status).toBe(404);
  expect((await calendar(path, { authorization: `Bearer ${ben.token}` })).status).toBe(404);
  const own = await calendar(path, { authorization: `Bearer ${ada.token}` });
  expect([own.status, own.headers.get('cache-control')]).toEqual([200, 'private, no-store']);
  expect(own.events[0]).toContain('STATUS:TENTATIVE');
  expect((await calendar('/v1/events/evt_000_01JDCMX0C1E6S9T4W2VZQK8M5F/event.ics')).status).toBe(404);
});

test('200 a listing to subscribe to: filtered as listings are, cancelled events as such, no draft', async () => {
  const category = 'Kalender';
  const [first, second] = [
    await publishEvent(system, ada, { ...said, category, title: 'Zuerst' }),
    await publishEvent(system, ada, {
      category,
      title: 'Dann',
      startsAt: '2031-05-15T18:30:00Z',
      endsAt: '2031-05-15T22:00:00Z',
    }),
  ];
  await system.ask('POST', '/v1/events', { token: ada.token, body: eventBody({ category, status: 'draft' }) });
  await system.ask('POST', `/v1/events/${second}/cancel`, { token: ada.token });
  const path = `/v1/events.ics?category=${category}`;
  const found = await system.until('both are listed', async () => {
    const reply = await calendar(path);
    return reply.events.length === 2 && reply.events[1]?.includes('STATUS:CANCELLED') && reply;
  });
  expect([found.status, found.headers.get('content-type')]).toEqual([200, 'text/calendar; charset=utf-8']);
  expect(found.events[0]).toEqual(
    expect.arrayContaining([
      `UID:${first}`,
      'SEQUENCE:1',
      'DTSTART;TZID=Europe/Lisbon:20310514T193000',
      String.raw`LOCATION:Old Hall\, Rua 12\; r/c\, Lisbon\, Portugal`,
      'TRANSP:TRANSPARENT',
    ]),
  );
  expect(found.events[1]).toEqual(expect.arrayContaining([`UID:${second}`, 'SEQUENCE:2', 'STATUS:CANCELLED']));
  expect(found.text).toContain('REFRESH-INTERVAL;VALUE=DURATION:PT1H');
  const stamp = found.events[0]?.find((line) => line.startsWith('DTSTAMP:')) ?? '';
  expect(stamp).not.toContain('1970');
  expect((await calendar(`${path}&limit=1`)).events).toHaveLength(1);
  expect((await calendar(`${path}&q=nothinglikethis`)).events).toEqual([]);
  for (const wrong of ['limit=501', 'limit=0x1', 'cursor=x', 'from=tomorrow', 'from=2031-01-02&to=2031-01-01'])
    expect([wrong, (await calendar(`${path}&${wrong}`)).status]).toEqual([wrong, 422]);
});

test('200 an order, to its buyer alone; its seats, and when it was cancelled', async () => {
  const id = await publishEvent(system, ada, said);
  const placed = await system.ask('POST', `/v1/events/${id}/orders`, {
    token: ben.token,
    key: 'k',
    body: { seats: ['A-1-1', 'A-1-2'] },
  });
  const path = `/v1/users/${ben.id}/orders/${placed.body.id}/order.ics`;
  const own = { authorization: `Bearer ${ben.token}` };
  const found = await system.until('the record', async () => {
    const reply = await calendar(path, own);
    return reply.status === 200 && reply;
  });
  expect(found.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
  expect(found.headers.get('cache-control')).toBe('no-store');
  expect(found.events[0]).toEqual(
    expect.arrayContaining([
      `UID:${placed.body.id}`,
      'SEQUENCE:2',
      'SUMMARY:An evening of strings',
      'DTSTART;TZID=Europe/Lisbon:20310514T193000',
      'DTEND;TZID=Europe/Lisbon:20310514T230000',
      String.raw`LOCATION:Old Hall\, Rua 12\; r/c\, Lisbon\, Portugal`,
      String.raw`DESCRIPTION:Seats: Stalls\, row 1\, seat 1 (A-1-1)\; Stalls\, row 1\, seat 2 (A-1-2)\nOrder: ${placed.body.id}`,
      'STATUS:CONFIRMED',
      'TRANSP:OPAQUE',
    ]),
  );
  expect((await calendar(path)).status).toBeGreaterThanOrEqual(401);
  expect((await calendar(path, { authorization: `Bearer ${ada.token}` })).status).toBe(404);
  await system.ask('POST', `/v1/events/${id}/orders/${placed.body.id}/cancel`, { token: ben.token });
  const off = await system.until('it is cancelled', async () => {
    const reply = await calendar(path, own);
    return reply.events[0]?.includes('STATUS:CANCELLED') && reply;
  });
  expect(off.events[0]).toEqual(expect.arrayContaining([`UID:${placed.body.id}`, 'SEQUENCE:3']));
});
