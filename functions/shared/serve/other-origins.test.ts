/** What pages of other origins may read. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { request } from 'undici';
import { originList } from '../http/cross-origin.ts';
import type { RunningProgram } from '../../../scripts/testing/test-program.ts';
import { writeThings, written } from './fixtures/things.ts';

writeThings();

describe('of other origins', () => {
  const APP = 'https://app.example.com';
  const LIST = `https://other.example.com, ${APP}`;
  const running = new Map<string, RunningProgram>();
  beforeAll(async () => {
    for (const origins of [LIST, '*', ''])
      running.set(origins, await written.start('bundle', { CORS_ORIGINS: origins, EMBED_ORIGINS: '' }));
  });
  afterAll(() => running.forEach((one) => one.stop()));

  const ask = async (origins: string, method: string, path: string, headers: Record<string, string> = {}) => {
    const answer = await request(`http://127.0.0.1:${running.get(origins)?.port}${path}`, { method, headers });
    await answer.body.dump();
    const { 'access-control-allow-origin': origin, 'access-control-expose-headers': exposed, vary } = answer.headers;
    return { status: answer.statusCode, headers: answer.headers, told: [origin, exposed?.includes('ratelimit'), vary] };
  };

  test('a page may read every answer, whatever its status, if its origin is in the list; who keeps answers is told', async () => {
    for (const [path, status, vary] of [
      ['/things/one', 200, 'origin, accept-encoding'],
      ['/nothing', 404, 'origin'],
      ['/things/one?x=1', 422, 'origin'],
    ] as const) {
      expect(await ask(LIST, 'GET', path, { origin: APP })).toMatchObject({ status, told: [APP, true, vary] });
      for (const headers of [{ origin: 'https://app.example.com.evil.example' }, { origin: 'null' }, {}])
        expect((await ask(LIST, 'GET', path, headers)).told).toEqual([undefined, undefined, vary]);
    }
  });

  test('any origin with *, none with an empty list', async () => {
    expect((await ask('*', 'GET', '/things/one', { origin: APP })).told).toEqual(['*', true, 'accept-encoding']);
    expect((await ask('', 'GET', '/things/one', { origin: APP })).told).toEqual([
      undefined,
      undefined,
      'accept-encoding',
    ]);
  });

  test('a preflight is told methods and headers; one of another origin is not', async () => {
    const preflight = {
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,idempotency-key',
    };
    const { status, headers, told } = await ask(LIST, 'OPTIONS', '/things', { origin: APP, ...preflight });
    expect([status, told[0]]).toEqual([204, APP]);
    expect(headers).toMatchObject({
      'access-control-allow-methods': 'POST, OPTIONS',
      'access-control-allow-headers': expect.stringMatching(/authorization.*idempotency-key/),
      'access-control-max-age': '7200',
    });
    expect(headers).not.toHaveProperty('access-control-allow-credentials');
    const other = await ask(LIST, 'OPTIONS', '/things', { origin: 'https://evil.example', ...preflight });
    expect(Object.keys(other.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  test.each([
    'https://app.example.com/',
    'app.example.com',
    'https://App.example.com',
    'https://a.example:443',
    '*, https://a.example',
    'null',
    'https://*.example.com',
  ])('a function does not start with %j', (text) => {
    expect(originList.safeParse(text).success).toBe(false);
  });
});

describe('what everybody may see', () => {
  const APP = 'https://app.example.com';
  const BLOG = 'https://blog.example.org';
  const running = new Map<string, RunningProgram>();
  beforeAll(async () => {
    running.set('any', await written.start('bundle', {}));
    running.set('any, app', await written.start('bundle', { CORS_ORIGINS: APP }));
    running.set('blog', await written.start('bundle', { EMBED_ORIGINS: BLOG }));
  });
  afterAll(() => running.forEach((one) => one.stop()));

  const told = async (of: string, method: string, path: string, origin?: string) => {
    const url = `http://127.0.0.1:${running.get(of)?.port}${path}`;
    const answer = await request(url, { method: method as 'GET', headers: origin === undefined ? {} : { origin } });
    await answer.body.dump();
    return [answer.headers['access-control-allow-origin'], answer.headers['vary']];
  };

  test('pages of any origin may read, problems too; an answer is the same for all of them, so that one copy does', async () => {
    for (const origin of [BLOG, 'null', undefined]) {
      expect(await told('any', 'GET', '/things/one', origin)).toEqual(['*', 'accept-encoding']);
      expect(await told('any', 'HEAD', '/things/one', origin)).toEqual(['*', 'accept-encoding']);
      expect(await told('any', 'GET', '/things/one?x=1', origin)).toEqual(['*', undefined]);
    }
  });

  test('nothing else may they: no change, no path that is none, no preflight', async () => {
    for (const [method, path] of [
      ['POST', '/things'],
      ['DELETE', '/things/one'],
      ['OPTIONS', '/things/one'],
      ['GET', '/nothing'],
    ] as const)
      expect([method, await told('any', method, path, BLOG)]).toEqual([method, [undefined, undefined]]);
  });

  test('an origin that may use the API is told by its name, others that they may read', async () => {
    expect(await told('any, app', 'GET', '/things/one', APP)).toEqual([APP, 'origin, accept-encoding']);
    expect(await told('any, app', 'GET', '/things/one', BLOG)).toEqual(['*', 'origin, accept-encoding']);
    expect(await told('any, app', 'POST', '/things', BLOG)).toEqual([undefined, 'origin']);
  });

  test('of a list, those of the list', async () => {
    expect(await told('blog', 'GET', '/things/one', BLOG)).toEqual([BLOG, 'origin, accept-encoding']);
    expect(await told('blog', 'GET', '/things/one', APP)).toEqual([undefined, 'origin, accept-encoding']);
    expect(await told('blog', 'POST', '/things', BLOG)).toEqual([undefined, undefined]);
  });
});
