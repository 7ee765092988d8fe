/** How answers are compressed, and when they are not sent again: of a small function, from source and bundled. */
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { KINDS } from '../../../scripts/testing/test-program.ts';
import { askThings, writeThings } from './fixtures/things.ts';

writeThings();

describe.each(KINDS)('from %s', (kind) => {
  const { ask } = askThings(kind);

  test('a long answer comes in the coding that its caller likes, with a tag of its own; a short one as it is', async () => {
    const plain = await ask('GET', '/things/one?size=1000');
    expect([plain.headers['content-encoding'], plain.headers['vary'], plain.headers['etag']]).toEqual([
      undefined,
      'accept-encoding',
      '"t1"',
    ]);
    for (const [accept, coding, decode] of [
      ['gzip', 'gzip', gunzipSync],
      ['gzip, deflate, br', 'br', brotliDecompressSync],
    ] as const) {
      const answer = await ask('GET', '/things/one?size=1000', { headers: { 'accept-encoding': accept } });
      const { 'content-encoding': sent, 'content-length': length, etag, vary } = answer.headers;
      expect([sent, etag, vary, Number(length)]).toEqual([
        coding,
        `"t1;${coding}"`,
        'accept-encoding',
        answer.bytes.length,
      ]);
      expect(decode(answer.bytes)).toEqual(plain.bytes);
      expect(answer.bytes.length).toBeLessThan(200);
      const head = await ask('HEAD', '/things/one?size=1000', { headers: { 'accept-encoding': accept } });
      expect([head.headers['content-length'], head.headers['etag']]).toEqual([length, etag]);
    }
    const short = await ask('GET', '/things/one', { headers: { 'accept-encoding': 'br' } });
    expect([short.headers['content-encoding'], short.headers['etag']]).toEqual([undefined, '"t1"']);
  });

  test('a file is compressed as it is made, to its last line', async () => {
    const plain = await ask('GET', '/file');
    expect([plain.headers['content-encoding'], plain.headers['vary']]).toEqual([undefined, 'accept-encoding']);
    expect(plain.bytes.toString()).toMatch(/^(?:a line, another\r\n){20000}last line$/);
    for (const [accept, decode] of [
      ['gzip', gunzipSync],
      ['br', brotliDecompressSync],
    ] as const) {
      const coded = await ask('GET', '/file', { headers: { 'accept-encoding': accept } });
      expect([coded.headers['content-encoding'], coded.bytes.length < 5_000]).toEqual([accept, true]);
      expect(decode(coded.bytes).equals(plain.bytes)).toBe(true);
      const head = await ask('HEAD', '/file', { headers: { 'accept-encoding': accept } });
      expect([head.status, head.headers['content-encoding'], head.bytes.length]).toEqual([200, accept, 0]);
    }
  });

  test('304 by the tag of any coding, which is then named again; by no other', async () => {
    for (const tag of ['"t1"', '"t1;br"', '"t1;gzip"']) {
      const answer = await ask('GET', '/things/one?size=1000', { headers: { 'if-none-match': `"x", W/${tag}` } });
      expect([answer.status, answer.headers['etag'], answer.headers['vary']]).toEqual([304, tag, 'accept-encoding']);
    }
    for (const tag of ['"t1;zstd"', '"t2;br"', 't1'])
      expect((await ask('GET', '/things/one', { headers: { 'if-none-match': tag } })).status).toBe(200);
  });

  const datesOf = async (headers: Record<string, string>, method = 'GET') => {
    const answer = await ask(method, '/things/one', { headers });
    return [answer.status, answer.headers['last-modified'], answer.headers['etag']];
  };

  test('304 since it was changed last, by a date in any of its three forms; a tag is asked first, and what is no date does not count', async () => {
    const LAST = 'Fri, 14 May 2027 18:30:00 GMT';
    for (const date of [
      LAST,
      'Friday, 14-May-27 18:30:00 GMT',
      'Fri May 14 18:30:00 2027',
      'Sat, 15 May 2027 00:00:00 GMT',
    ])
      expect([date, await datesOf({ 'if-modified-since': date })]).toEqual([date, [304, LAST, '"t1"']]);
    for (const date of ['Fri, 14 May 2027 18:29:59 GMT', '2027-05-14T18:30:00Z', 'yesterday', ''])
      expect([date, await datesOf({ 'if-modified-since': date })]).toEqual([date, [200, LAST, '"t1"']]);
    expect((await datesOf({ 'if-modified-since': LAST, 'if-none-match': '"other"' }))[0]).toBe(200);
    expect((await datesOf({ 'if-modified-since': 'Fri, 14 May 2021 18:30:00 GMT', 'if-none-match': '"t1"' }))[0]).toBe(
      304,
    );
    expect((await datesOf({ 'if-modified-since': LAST }, 'HEAD'))[0]).toBe(304);
    // A change has nothing to compare a date with.
    expect((await datesOf({ 'if-unmodified-since': LAST }, 'DELETE'))[0]).toBe(412);
    expect((await datesOf({ 'if-unmodified-since': 'yesterday' }, 'DELETE'))[0]).toBe(204);
  });

  test('an answer to a change is compressed when it is much longer; a problem never', async () => {
    const headers = { 'accept-encoding': 'gzip' };
    const codingOf = async (method: string, path: string) =>
      (await ask(method, path, { headers })).headers['content-encoding'];
    expect(await codingOf('POST', '/things?size=1000')).toBeUndefined();
    expect(await codingOf('POST', '/things?size=2000')).toBe('gzip');
    expect(await codingOf('GET', `/things/one?${'x'.repeat(3_000)}=1`)).toBeUndefined();
    expect(
      await codingOf('GET', `/things/one?${Array.from({ length: 20 }, (_, i) => `${i}${'x'.repeat(90)}`).join('&')}`),
    ).toBeUndefined();
  });
});
