/** Control characters and direction overrides in what people write, wherever somebody else is shown it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventBody, publishEvent } from '../../scripts/testing/events.ts';
import { startTestSystem, type Person, type TestSystem } from '../../scripts/testing/test-system.ts';
import { textLine, textLines } from './text.ts';

let system: TestSystem;
let ada: Person;
let event: string;
beforeAll(async () => {
  system = await startTestSystem();
  ada = await system.user('Ada');
  event = await publishEvent(system, ada);
}, 180_000);
afterAll(() => system.close());

const NOWHERE = [0x00, 0x07, 0x08, 0x0b, 0x0c, 0x1b, 0x1f, 0x7f, 0x80, 0x9f, 0x202a, 0x202e, 0x2066, 0x2069];
const ONLY_IN_LINES = [0x09, 0x0a, 0x0d, 0x2028, 0x2029];
const EVERYWHERE = ['Ἀθῆναι', 'עברית', '東京', 'Zoë 🎻', '👩‍👩‍👧', 'a\u00a0b', 'a\u200fb', 'a\u00adb'];
const describeAs = (description: string) =>
  system.ask('PATCH', `/v1/events/${event}`, { token: ada.token, body: { description } });
const within = (code: number) => `a${String.fromCodePoint(code)}b`;

test('a line takes any script and no control character; lines take tabs and line breaks, too', () => {
  for (const text of EVERYWHERE)
    expect([textLine(20).safeParse(text).data, textLines(20).safeParse(text).data]).toEqual([text, text]);
  for (const code of [...NOWHERE, ...ONLY_IN_LINES])
    expect([code, textLine(20).safeParse(within(code)).success, textLines(20).safeParse(within(code)).success]).toEqual(
      [code, false, ONLY_IN_LINES.includes(code)],
    );
});

describe('422 invalid, naming the place', () => {
  const venue = eventBody()['venue'] as object;
  const [category] = eventBody()['priceCategories'] as object[];
  const section = { id: 'A', name: 'A', kind: 'general', priceCategory: 'P1', capacity: 5 };
  const places: [string, (text: string) => Record<string, unknown>][] = [
    ['title', (title) => ({ title })],
    ['category', (text) => ({ category: text })],
    ['venue.name', (name) => ({ venue: { ...venue, name } })],
    ['venue.city', (city) => ({ venue: { ...venue, city } })],
    ['venue.country', (country) => ({ venue: { ...venue, country } })],
    ['priceCategories.0.name', (name) => ({ priceCategories: [{ ...category, name }] })],
    ['chart.sections.0.name', (name) => ({ chart: { sections: [{ ...section, name }] } })],
  ];
  test.each(places)('for %s of an event, published or changed', async (path, change) => {
    for (const code of [0, 0x0a, 0x85, 0x202e, 0x2066]) {
      const body = change(within(code));
      const replies = [
        await system.ask('POST', '/v1/events', { token: ada.token, body: eventBody(body) }),
        await system.ask('PATCH', `/v1/events/${event}`, { token: ada.token, body }),
      ];
      for (const reply of replies) {
        expect([reply.status, reply.body.code]).toEqual([422, 'invalid']);
        expect(reply.body.errors.map((error: { path: string }) => error.path)).toContain(path);
      }
    }
  });

  test('for the description; with tabs and line breaks it is kept as it is', async () => {
    for (const code of NOWHERE) expect((await describeAs(within(code))).status).toBe(422);
    const text = 'One\ttwo\r\n\n— three';
    expect((await describeAs(text)).body.description).toBe(text);
  });

  test('for the name of an account, opened or changed, and the note of a block', async () => {
    for (const code of [0, 0x0a, 0x9f, 0x202e]) {
      const name = within(code);
      const body = { email: `x${code}@example.com`, password: 'a staple, a battery', name };
      const replies = [
        await system.ask('POST', '/v1/users', { body }),
        await system.ask('PATCH', `/v1/users/${ada.id}`, { token: ada.token, body: { name } }),
        await system.ask('POST', `/v1/events/${event}/blocks`, {
          token: ada.token,
          key: `k${code}`,
          body: { seats: ['A-1-1'], note: name },
        }),
      ];
      for (const reply of replies) expect([reply.status, reply.body.code]).toEqual([422, 'invalid']);
    }
  });
});
