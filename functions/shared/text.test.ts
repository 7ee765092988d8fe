/** Control characters and direction overrides in what people write, wherever somebody else is shown it. */
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventBody, publishEvent } from '../../scripts/testing/events.ts';
import { startTestSystem, type Person, type TestSystem } from '../../scripts/testing/test-system.ts';
import { textLine, textLines, withoutUnseen } from './text.ts';

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
const EVERYWHERE = ['Ἀθῆναι', 'עברית', '東京', 'Zoë 🎻', '👩‍👩‍👧', 'a\u00a0b', 'אב\u200f!'];
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

test.each([
  ['Persian', 'می\u200cخواهم'],
  ['Persian plural', 'کتاب\u200cها'],
  ['Bengali', 'র\u200d্যাব'],
  ['Malayalam of old', 'അവന്\u200d'],
  ['Sinhala', 'ශ්\u200dරී ලංකා'],
  ['Khmer', 'ភ្នំ\u200bពេញ'],
  ['Mongolian', 'ᠮᠣᠩᠭᠣᠯ\u180b'],
  ['a Japanese name', '葛\u{e0100}城'],
  ['Hebrew beside Latin', 'שלום C++\u200e'],
  ['a family', '👨🏽\u200d👩\ufe0f\u200d👧'],
  ['a rainbow flag', '🏳\ufe0f\u200d🌈 Pride'],
  ['keys', '1\ufe0f⃣ #\ufe0f⃣'],
  ['a heart', '❤\ufe0f'],
  ['Scotland', '🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}'],
  [
    'England twice',
    '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
  ],
  ['a space between words in Braille', '⠁⠙⠁\u2800⠃⠁'],
  ['a sign around digits', '\u0600١٢'],
  ['Vietnamese, composed or not', 'Đà Nẵng'.normalize('NFD')],
])('what a language or emoji needs is taken: %s', (_, text) => {
  expect([textLine(40).safeParse(text).data, withoutUnseen(text)]).toEqual([text, text]);
  expect(looksRight(text)).toEqual([true, true]);
});

const { pattern } = textLine(40).meta() as { pattern: string };
const looksRight = (text: string) => [new RegExp(pattern).test(text), new RegExp(pattern, 'u').test(text)];

test('whatever is taken looks as the pattern says, blanks around it too; much of what is not taken does not', () => {
  const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.string());
  fc.assert(
    fc.property(texts, (text) => {
      fc.pre(textLine(40).safeParse(text).success);
      for (const blanks of ['\u00a0 ', '\t', '\n\u2003\ufeff', '\u2028']) {
        expect(looksRight(blanks + text)).toEqual([true, true]);
        expect(looksRight(text + blanks)).toEqual([true, true]);
      }
    }),
    { numRuns: 1_000 },
  );
  for (const text of EVERYWHERE) expect(looksRight(text)).toEqual([true, true]);
  for (const text of [
    '',
    ' ',
    '\u00a0\u2003',
    'a\u00adb',
    'a\ufeffb',
    'a\u3164b',
    'a\ue000b',
    'a\uffffb',
    'a\nb',
    'a\u206ab',
    'a\u200bb',
    'a\u200db',
    'Ada\u200c',
    'R2\ufe0fD2',
    'a\ufe0fb',
    'Ada\u2800',
    '\u200b東京',
  ])
    expect([text, ...looksRight(text)]).toEqual([text, false, false]);
});

test.each([
  ['a zero-width space', 'a\u200bb'],
  ['a joiner between Latin letters', 'a\u200db'],
  ['a non-joiner at the end', 'Ada\u200c'],
  ['a joiner after a word', 'کتاب\u200d b'],
  ['a word joiner', 'a\u2060b'],
  ['a byte order mark within', 'a\ufeffb'],
  ['a soft hyphen', 'a\u00adb'],
  ['a direction mark where nothing is written from the right', 'a\u200fb'],
  ['an Arabic letter mark between Latin letters', 'a\u061cb'],
  ['a direction mark beside such a mark', 'A\u200ed\u061ca'],
  ['a variation of a digit', 'R2\ufe0fD2'],
  ['a grapheme joiner', 'a\u034fb'],
  ['a Hangul filler', 'a\u3164b'],
  ['a variation of a Latin letter', 'a\ufe0fb'],
  ['a tag', 'a\u{e0041}b'],
  ['tags that make no flag', '🏴\u{e0068}\u{e0069}\u{e007f}'],
  ['a flag whose tags go on', '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}\u{e0068}'],
  ['a direction mark after another', 'א\u200e\u200e'],
  ['Braille without dots at the end', 'Ada\u2800'],
  ['a note without its head', 'Ada\u{1d159}'],
  ['the place of an object', 'Ada\ufffc'],
  ['a blank hieroglyph', 'Ada\u{13441}'],
  ['half of a blank hieroglyph', 'Ada\u{13442}'],
  ['what fills Khitan', 'Ada\u{16fe4}'],
  ['an invisible plus', '1\u20642'],
  ['an annotation', 'a\ufff9b'],
  ['a deprecated format character', 'a\u206ab'],
  ['a private character', 'a\ue000b'],
  ['one that is not assigned', 'a\u0378b'],
  ['one that never will be', 'a\uffffb'],
  ['half of a pair', 'a\ud83cb'],
  ['the other half', 'a\udfbbb'],
])('what nobody sees is refused in a line, and can be left out: %s', (_, text) => {
  expect(textLine(40).safeParse(text).success).toBe(false);
  expect(textLine(40).safeParse(withoutUnseen(text)).success).toBe(true);
});

test.each([
  '\u200b\u200b',
  '\u2800',
  '\u{13441}',
  '\u{1d159}',
  '\u3164',
  '\u0301',
  '\u00a0\u2003',
  '\ufe0f',
  '\u00ad',
  '\u200f',
])('a name has something in it that is seen: %j', (text) => {
  expect(textLine(40).safeParse(text).success).toBe(false);
});

test('a description keeps what it has', () => {
  expect(textLines(40).safeParse('a\u200bb\u00ad').success).toBe(true);
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
    for (const code of [0, 0x0a, 0x85, 0x202e, 0x2066, 0x200b, 0xfeff]) {
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
    for (const code of [0, 0x0a, 0x9f, 0x202e, 0x200b, 0x3164]) {
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
