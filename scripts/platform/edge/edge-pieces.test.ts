/** What is no HTTP as it should be is answered by the gateway however it comes: in pieces, or with more behind it. */
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { edge, type FixtureRun, rule, run, service } from '../fixtures/run.ts';
import { parseManifests } from '../spec/manifests.ts';

let system: FixtureRun;
beforeAll(async () => {
  const files = ['limits.yaml', 'problems.yaml'];
  const texts = await Promise.all(
    files.map((file) => readFile(join(import.meta.dirname, '../../../istio', file), 'utf8')),
  );
  system = await run([
    ...edge(rule('{ path: { value: /v1/open } }', 'one')),
    ...texts.flatMap((text) => parseManifests(text)),
    service('one'),
  ]);
});
afterAll(() => system.stop());

/** All that is answered until the connection closes. */
function ask(pieces: readonly string[], halfCloses = false): Promise<string> {
  return new Promise((resolve, reject) => {
    const port = Number(new URL(system.url).port);
    const socket = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    let text = '';
    socket.setTimeout(15_000, () => socket.destroy(new Error(`no end, but ${JSON.stringify(text)}`)));
    socket.on('data', (data) => (text += data.toString())).on('error', reject);
    socket.on('end', () => {
      resolve(text);
      socket.end();
    });
    void (async () => {
      for (const piece of pieces) {
        if (socket.writable) socket.write(Buffer.from(piece, 'latin1'));
        await wait(20);
      }
      if (halfCloses) socket.end();
    })();
  });
}

const statusesOf = (text: string): string[] => text.match(/HTTP\/1\.1 \d{3}/g)?.map((line) => line.slice(-3)) ?? [];
const REST = '\r\nHost: api.example.com\r\n\r\n';

test.each([
  ['405', ['B', `REW /v1/events HTTP/1.1${REST}`]],
  ['405', ['BREW', ` /v1/events HTTP/1.1${REST}`]],
  ['405', ['BREW /v1/events?a=b', ' HTTP/1.1', '\r\n', 'Host: api.example.com\r\n', '\r\n']],
  ['405', ['GE', `TX /v1/events HTTP/1.1${REST}`, 'and what follows', ' in pieces']],
  ['404', ['BREW', ` /nowhere HTTP/1.1${REST}`]],
  ['400', ['BREW', '\x00', ' /v1/events HTTP/1.1', REST]],
  ['400', ['BR@W', ` /v1/events HTTP/1.1${REST}`, 'x'.repeat(100_000), 'y']],
  ['400', ['GET /v1/open HT', `TP/9.1${REST}`, 'x', 'y']],
  ['400', ['GET /v1/open HTTP/1.1\r\nHost', ' : a\r\n', '\r\n', 'x', 'y']],
  ['400', ['POST /v1/open HTTP/1.1\r\nHost: api.example.com\r\nContent-Length: 1', '0, 2\r\n\r\n', '12', '3']],
  [
    '400',
    [
      'POST /v1/open HTTP/1.1\r\nHost: api.example.com\r\nTransfer-Encoding: chunked\r\n\r\n',
      '1',
      '\r\nx\r\nrub',
      'bish',
      'x',
    ],
  ],
  ['400', ['\x16\x03\x01', '\x02\x00\x01\x00', 'x', 'y']],
])('%s for %j, and the connection closes', async (status, pieces) => {
  const text = await ask(pieces);
  expect(statusesOf(text)).toEqual([status]);
  expect(text).toMatch(/^connection: close\r$/im);
  expect(JSON.parse(text.slice(text.indexOf('\r\n\r\n')))).toMatchObject({ status: Number(status) });
});

test.each([
  ['BREW'],
  ['BREW /v1/events'],
  ['BREW /v1/events HTTP/1.1'],
  ['GET /v1/open HTTP/1.1\r\nHost: api.example.com'],
])('400 for %j and then no more', async (begin) => {
  expect(statusesOf(await ask([begin], true))).toEqual(['400']);
});

test('408 for a first line that stays away', async () => {
  expect(statusesOf(await ask(['BREW /v1/ev']))).toEqual(['408']);
}, 20_000);

test.each([`BREW /v1/events HTTP/1.1${REST}`, 'rubbish\r\n\r\n', `GET /v1/open HTTP/1.1\r\nHost : a\r\n\r\n`])(
  'what was asked before %j is answered first',
  async (unreadable) => {
    const first = `GET /v1/open HTTP/1.1${REST}`;
    for (const pieces of [[first + unreadable], [first + unreadable.slice(0, 3), unreadable.slice(3)]])
      expect(statusesOf(await ask(pieces))[0]).toBe('200');
  },
);
