import { writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RowDataPacket } from 'mysql2';
import { eventIdFor, formerEventIdFor } from './event-id.ts';
import { prepare } from './prepare.ts';
import { readSource } from './source-file.ts';
import { shardOf } from '../../testing/events.ts';
import {
  account,
  countEvents,
  FIXTURES,
  folder,
  importing,
  kept,
  run,
  startWithImports,
  system,
} from './fixtures/imports-by-script.ts';

startWithImports();

/** A file of so many events, and its path. */
async function manySessions(title: string, length: number): Promise<string> {
  const file = join(folder, `${title}.json`);
  const days = { startDate: '2032-01-10', endDate: '2032-01-10', city: 'Oslo', country: 'Norway' };
  await writeFile(file, JSON.stringify(Array.from({ length }, (_, index) => ({ name: `${title} ${index}`, ...days }))));
  return file;
}

async function identitiesOf(file: string): Promise<(readonly string[])[]> {
  return prepare(await readSource(file, { now: new Date(), occurrences: 1 })).publications.map(
    ({ event }) => event.identity,
  );
}

/** Makes an event be under another id, as if it had been published under that. */
async function moveEvent(from: string, to: string, organizerId?: string): Promise<void> {
  const there = system.database(shardOf(from));
  for (const [table, column] of [
    ['events', 'id'],
    ['sales', 'event_id'],
  ]) {
    const [rows] = await there.query<RowDataPacket[]>(`SELECT * FROM ${table} WHERE ${column} = ?`, [from]);
    const moved = {
      ...rows[0],
      [column ?? '']: to,
      ...(organizerId && column === 'id' && { organizer_id: organizerId }),
    };
    await there.query(`DELETE FROM ${table} WHERE ${column} = ?`, [from]);
    await system.database(shardOf(to)).query(`INSERT INTO ${table} SET ?`, [moved]);
  }
}

interface Answer {
  status: number;
  body: string;
  headers?: Record<string, string>;
}

/** Stands between the import and the gateway, to lose or change answers on their way back. */
async function proxyTo(url: string, change: (method: string, path: string, answer: Answer) => Answer) {
  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = '', url: path = '' } = request;
    const { authorization } = request.headers;
    const real = await fetch(url + path, {
      method,
      headers: {
        ...(authorization === undefined ? {} : { authorization }),
        ...(method === 'GET' ? {} : { 'content-type': 'application/json' }),
      },
      ...(method === 'GET' ? {} : { body: Buffer.concat(chunks).toString() }),
    });
    const { status, body, headers } = change(method, path, { status: real.status, body: await real.text() });
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
  };
  const server = createServer((request, response) => void pass(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
}

const oneLine = (pattern: RegExp): unknown => ({ code: 1, out: '', err: expect.stringMatching(pattern) });

describe('npm run import', () => {
  it('killed in the middle and repeated publishes every event once', async () => {
    const file = await manySessions('Killed', 120);
    const before = await countEvents();
    const args = [file, '--url', system.url, ...account, ...kept(), '--concurrency', '2'];
    const killed = await run(args, (child) => child.kill('SIGKILL'));
    expect(killed.code).toBeNull();
    const left = await countEvents();
    expect(left).toBeGreaterThan(before);
    expect(left).toBeLessThan(before + 120);
    const { out, code } = await importing(file);
    const [, published, alreadyThere] = /^(\d+) published, 0 changed, 0 cancelled, (\d+) unchanged/m.exec(out) ?? [];
    expect([Number(published) + Number(alreadyThere), code]).toEqual([120, 0]);
    expect(Number(alreadyThere)).toBeGreaterThan(0);
    expect(await countEvents()).toBe(before + 120);
  });

  it('interrupted finishes what is under way and reports the rest as not tried', async () => {
    const before = await countEvents();
    const args = [
      await manySessions('Interrupted', 120),
      '--url',
      system.url,
      ...account,
      ...kept(),
      '--concurrency',
      '2',
    ];
    const { code, out } = await run(args, (child) => child.kill('SIGINT'));
    const [, published, left] =
      /^(\d+) published, 0 changed, 0 cancelled, 0 unchanged, 0 refused, 0 skipped, (\d+) not tried/m.exec(out) ?? [];
    expect([code, Number(published) + Number(left)]).toEqual([1, 120]);
    expect(await countEvents()).toBe(before + Number(published));
  });

  it('refreshes its token once for all when it has expired', async () => {
    const calls: string[] = [];
    const proxy = await proxyTo(system.url, (method, path, answer) => {
      calls.push(`${method} ${path}`);
      const stale = { ...JSON.parse(answer.body), accessToken: 'gone' };
      return path === '/v1/auth/login' ? { ...answer, body: JSON.stringify(stale) } : answer;
    });
    const { code, out } = await run([await manySessions('Expired', 30), '--url', proxy.url, ...account, ...kept()]);
    proxy.close();
    expect(out).toMatch(/^30 published, 0 changed, 0 cancelled, 0 unchanged/m);
    expect([code, calls.filter((call) => call === 'POST /v1/auth/refresh')]).toEqual([0, ['POST /v1/auth/refresh']]);
  });

  it('finds what an earlier version imported under its ids, and takes none that somebody else has taken', async () => {
    const file = await manySessions('Former', 3);
    await importing(file);
    const session = await system.ask('POST', '/v1/auth/login', { body: { email: account[1], password: account[3] } });
    const organizerId: string = session.body.user.id;
    const before = await countEvents();
    // As it was before: the first is the organizer's own under its former id, the second somebody else's, the third is not there.
    const [own, taken] = (await identitiesOf(file)).map((identity) => ({
      id: eventIdFor(organizerId, identity),
      former: formerEventIdFor(organizerId, identity),
    }));
    expect((await system.ask('GET', `/v1/events/${own?.id}`)).body.title).toBe('Former 0');
    await moveEvent(own?.id ?? '', own?.former ?? '');
    await moveEvent(taken?.id ?? '', taken?.former ?? '', 'usr_000_01JDCMWZ7V5K3Q8Y2RNB4TXHGA');
    const { code, out } = await run([file, '--url', system.url, ...account, ...kept('another')]);
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(/^1 published, 0 changed, 0 cancelled, 2 unchanged, 0 refused/m),
    ]);
    expect(await countEvents()).toBe(before + 1);
  });

  it('asks again for answers that were lost, and publishes nothing twice', async () => {
    const before = await countEvents();
    let puts = 0;
    const proxy = await proxyTo(system.url, (method, _, answer) =>
      method === 'PUT' && ++puts % 3 === 0 ? { status: 503, body: '', headers: { 'retry-after': '0' } } : answer,
    );
    const { code, out } = await run([await manySessions('Lost', 30), '--url', proxy.url, ...account, ...kept()]);
    proxy.close();
    const [, published, alreadyThere] = /^(\d+) published, 0 changed, 0 cancelled, (\d+) unchanged/m.exec(out) ?? [];
    expect([code, Number(published) + Number(alreadyThere), await countEvents()]).toEqual([0, 30, before + 30]);
    expect(puts).toBeGreaterThan(30);
  });
});

describe('one line and exit 1', () => {
  it('for a wrong password', async () => {
    const { email } = await system.user();
    const ran = await run([
      join(FIXTURES, 'conferences.json'),
      '--url',
      system.url,
      '--email',
      email,
      '--password',
      'wrong horse battery',
    ]);
    expect(ran).toEqual(oneLine(/^The password of \S+ is wrong\n$/));
  });

  it('for a password that cannot be one', async () => {
    const args = ['--url', system.url, '--email', 'new@example.com', '--password', 'short'];
    expect(await run([join(FIXTURES, 'conferences.json'), ...args])).toEqual(
      oneLine(/^new@example\.com cannot be registered: the server answered 422 \(password: .+\)\n$/),
    );
  });

  it.each([
    ['missing.json', undefined, /^\S+missing\.json cannot be read: there is no such file\n$/],
    ['events.csv', 'name,date\n', /^\S+events\.csv is neither JSON nor iCalendar/],
    ['broken.json', '[{', /^\S+broken\.json cannot be imported: it is not JSON \(.+\)\n$/],
    ['object.json', '{}', /^\S+object\.json cannot be imported: its JSON is not an array of records\n$/],
    ['no.ics', 'hello', /^\S+no\.ics cannot be imported: it has no BEGIN:VCALENDAR\n$/],
    ['cut.json', Buffer.from([0x5b, 0x22, 0xe9, 0x22]), /^\S+cut\.json cannot be imported: it is not JSON \(.+\)\n$/],
  ])('for the file %s', async (name, content, pattern) => {
    if (content !== undefined) await writeFile(join(folder, name), content);
    expect(await importing(join(folder, name))).toEqual(oneLine(pattern));
  });

  it('for an account that is not given where the server is not on this machine', async () => {
    const ran = await run([join(FIXTURES, 'conferences.json'), '--url', 'https://seatmesh.example']);
    expect(ran).toEqual(oneLine(/^Whose events are these\? Set --email/));
  });

  it('for a server that cannot be reached', async () => {
    const ran = await run([join(FIXTURES, 'conferences.json'), '--url', 'http://127.0.0.1:1', ...account]);
    expect(ran).toEqual(oneLine(/^http:\/\/127\.0\.0\.1:1 cannot be reached \(.+\): is it running\? Set --url\n$/));
  });

  it('for something else than Seatmesh at the URL', async () => {
    const other = createServer((_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    const ran = await run([join(FIXTURES, 'conferences.json'), '--url', url, ...account]);
    other.close();
    expect(ran).toEqual(oneLine(/^organizer@example\.com cannot log in: .+not JSON.*\n$/));
  });
});
