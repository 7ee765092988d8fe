/** What is no HTTP as it should be is answered however it comes: in pieces, behind a request that is still to be answered, or not to its end. */
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { KINDS, type RunningProgram, shared, writeProgram } from '../../../scripts/testing/test-program.ts';

const PROGRAM = `
  import { on } from ${shared('http/call.ts')};
  import { serve } from ${shared('serve/endpoint.ts')};
  import { route } from ${shared('http/route.ts')};
  import * as z from 'zod';
  import { setTimeout as wait } from 'node:timers/promises';
  const get = route({ name: 'get', summary: '', method: 'GET', path: '/slow', access: 'public', answers: { 200: z.number() }, problems: [] });
  serve({ name: 'get', routes: [on(get, async () => { await wait(300); return { status: 200, body: 7 }; })] });`;

let written: Awaited<ReturnType<typeof writeProgram>>;
beforeAll(async () => {
  written = await writeProgram(PROGRAM);
});
afterAll(() => written.remove());

const statusesOf = (text: string): string[] => text.match(/^HTTP\/1\.1 \d{3}/gm)?.map((line) => line.slice(-3)) ?? [];
const REST = '\r\nHost: a\r\n\r\n';

describe.each(KINDS)('from %s', (kind) => {
  let running: RunningProgram;
  beforeAll(async () => {
    running = await written.start(kind);
  });
  afterAll(() => running.stop());

  /** All that is answered until the connection closes; pieces that come later may meet a connection that is closed already. */
  function ask(pieces: readonly string[], halfCloses = false): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port: running.port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
      let text = '';
      socket.setTimeout(9_000, () => socket.destroy(new Error(`no end, but ${JSON.stringify(text)}`)));
      socket.on('data', (data) => (text += data.toString())).on('error', reject);
      socket.on('end', () => resolve(text)).on('end', () => socket.end());
      void (async () => {
        for (const piece of pieces) {
          if (socket.writable) socket.write(Buffer.from(piece, 'latin1'));
          await wait(20);
        }
        if (halfCloses) socket.end();
      })();
    });
  }

  test.each([
    ['405', ['B', `REW /slow HTTP/1.1${REST}`]],
    ['405', ['BREW', ` /slow HTTP/1.1${REST}`]],
    ['405', ['BREW /slow?a=b', ' HTTP/1.1', '\r\n', 'Host: a\r\n', '\r\n']],
    ['405', ['GE', `TX /slow HTTP/1.1${REST}`, 'and what follows', ' in pieces']],
    ['404', ['BREW', ` /nowhere HTTP/1.1${REST}`]],
    ['400', ['BREW', '\x00', ' /slow HTTP/1.1', REST]],
    ['400', ['BR@W', ` /slow HTTP/1.1${REST}`, 'x'.repeat(100_000), 'y']],
    ['400', ['GET /slow HT', `TP/9.1${REST}`, 'x', 'y']],
    ['400', ['GET /slow HTTP/1.1\r\nHost', ' : a\r\n', '\r\n', 'x', 'y']],
    ['400', ['GET /slow HTTP/1.1\r\nHost: a\r\nContent-Length: 1', '0, 2\r\n\r\n', '12']],
    ['400', ['\x16\x03\x01', '\x02\x00\x01\x00']],
  ])('%s for %j, and the connection closes', async (status, pieces) => {
    const text = await ask(pieces);
    expect(statusesOf(text)).toEqual([status]);
    expect(text).toMatch(/^connection: close\r$/im);
    expect(JSON.parse(text.slice(text.indexOf('\r\n\r\n')))).toMatchObject({ status: Number(status) });
  });

  test.each([['BREW'], ['BREW /slow'], ['BREW /slow HTTP/1.1']])('400 for %j and then no more', async (line) => {
    expect(statusesOf(await ask([line], true))).toEqual(['400']);
  });

  test('408 for a first line that stays away', async () => {
    expect(statusesOf(await ask(['BREW /sl']))).toEqual(['408']);
  }, 15_000);

  test.each([`BREW /slow HTTP/1.1${REST}`, 'rubbish\r\n\r\n', `GET /slow HTTP/1.1\r\nHost : a\r\n\r\n`])(
    'what was asked before %j is answered, as the last that is',
    async (unreadable) => {
      const first = `GET /slow HTTP/1.1${REST}`;
      for (const pieces of [
        [first + unreadable],
        [first, unreadable],
        [first + unreadable.slice(0, 3), unreadable.slice(3)],
      ]) {
        const text = await ask(pieces);
        expect(statusesOf(text)).toEqual(['200']);
        expect(text).toMatch(/^connection: close\r$/im);
        expect(text.endsWith('\r\n\r\n7')).toBe(true);
      }
    },
  );
});
