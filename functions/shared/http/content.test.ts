import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import Negotiator from 'negotiator';
import { expect, test, vi } from 'vitest';
import { codingFor, Content } from './content.ts';

const long = { seats: Array.from({ length: 1_000 }, (_, seat) => seat) };

test.each([
  ['gzip', 'gzip'],
  ['GZIP', 'gzip'],
  ['gzip, br', 'br'],
  ['gzip;q=1.0, br;q=0.9', 'gzip'],
  ['br, gzip;q=0.5', 'br'],
  ['br;q=0, gzip;q=0.001', 'gzip'],
  ['*', 'br'],
  ['*, br;q=0', 'gzip'],
  ['deflate, *;q=0.1', 'br'],
  ['x-gzip', 'gzip'],
  ['gzip, deflate, br, zstd', 'br'],
  ['gzip;q=0', undefined],
  ['gzip; q=0.000, br;q=0, *', undefined],
  ['*;q=0', undefined],
  ['identity', undefined],
  ['identity;q=0', undefined],
  ['identity;q=1, br;q=0.5', undefined],
  ['identity;q=0.5, gzip;q=0.5', 'gzip'],
  ['deflate, zstd', undefined],
  ['gzip;q=2', undefined],
  ['gzip;q=0x1', undefined],
  ['gzip;q=', undefined],
  [',,', undefined],
  ['', undefined],
  [undefined, undefined],
])('Accept-Encoding: %s is answered in %s', (header, coding) => {
  expect(codingFor(header)).toBe(coding);
});

test('every header is read as negotiator reads it', () => {
  const weight = fc.constantFrom('', ';q=1', '; q=0.5', ';q=0', ' ;q=0.000', ';Q=0.1', ';q=1.0');
  const part = fc
    .tuple(fc.constantFrom('gzip', 'GZIP', 'br', 'deflate', 'identity', '*', 'zstd'), weight)
    .map((pair) => pair.join(''));
  const header = fc
    .uniqueArray(part, { maxLength: 5, selector: (text) => text.split(/ ?;/)[0]?.toLowerCase() })
    .map((parts) => parts.join(', '));
  fc.assert(
    fc.property(header, (text) => {
      const accept = (...offered: string[]) =>
        new Negotiator({ headers: { 'accept-encoding': text } }).encodings(offered);
      const known: string[] = text === '' ? [] : accept('br', 'gzip').filter((coding) => coding !== 'identity');
      const coding = codingFor(text);
      // One that is accepted, and never plain bytes for who likes a coding as much.
      const isAccepted = coding === undefined || known.includes(coding);
      const isDue = known.length > 0 && accept('br', 'gzip', 'identity')[0] !== 'identity';
      expect([isAccepted, isDue && coding === undefined]).toEqual([true, false]);
    }),
    { numRuns: 2_000 },
  );
});

test('a content is compressed once for all who take a coding', async () => {
  const content = new Content(() => long);
  const [one, other] = await Promise.all([content.in('gzip'), content.in('gzip')]);
  expect(other).toBe(one);
  expect(one.length).toBeLessThan(content.plain.length);
  expect(gunzipSync(one)).toEqual(content.plain);
  expect(brotliDecompressSync(await content.in('br'))).toEqual(content.plain);
});

test('what is not sent is not made; what is sent again is not made again', () => {
  const make = vi.fn<() => number>(() => 1);
  const content = new Content(make);
  expect(make).not.toHaveBeenCalled();
  expect([content.plain.toString(), content.plain.toString()]).toEqual(['1', '1']);
  expect(make).toHaveBeenCalledTimes(1);
});
