import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import Negotiator from 'negotiator';
import { expect, test, vi } from 'vitest';
import { acceptsGzip, Content } from './content.ts';

const long = { seats: Array.from({ length: 1_000 }, (_, seat) => seat) };

test.each([
  ['gzip', true],
  ['GZIP', true],
  ['br, gzip;q=0.5', true],
  ['*', true],
  ['deflate, *;q=0.1', true],
  ['x-gzip', true],
  ['gzip;q=0', false],
  ['gzip; q=0.000, *', false],
  ['*;q=0', false],
  ['br, identity', false],
  ['', false],
  [undefined, false],
])('Accept-Encoding: %s takes gzip: %s', (header, takes) => {
  expect(acceptsGzip(header)).toBe(takes);
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
      const found = new Negotiator({ headers: { 'accept-encoding': text } }).encodings(['gzip']);
      expect(acceptsGzip(text)).toBe(text !== '' && found.includes('gzip'));
    }),
    { numRuns: 2_000 },
  );
});

test('who takes gzip gets the same content in fewer bytes, compressed once for all', async () => {
  const content = new Content(() => long);
  const [one, other] = await Promise.all([content.for('gzip'), content.for('gzip, br')]);
  expect(one.gzipped).toBe(true);
  expect(other.bytes).toBe(one.bytes);
  expect(one.bytes.length).toBeLessThan(content.plain.length);
  expect(gunzipSync(one.bytes)).toEqual(content.plain);
  expect((await content.for('br')).bytes).toBe(content.plain);
});

test('what fits into one packet is not compressed', async () => {
  expect((await new Content(() => ({ small: true })).for('gzip')).gzipped).toBe(false);
});

test('what is not sent is not made; what is sent again is not made again', () => {
  const make = vi.fn<() => number>(() => 1);
  const content = new Content(make);
  expect(make).not.toHaveBeenCalled();
  expect([content.plain.toString(), content.plain.toString()]).toEqual(['1', '1']);
  expect(make).toHaveBeenCalledTimes(1);
});
