/** What every answer has, and what is said of what a path takes: of a small function, from source and bundled. */
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import { KINDS } from '../../../scripts/testing/test-program.ts';
import { rawRequest } from '../../../scripts/testing/raw-request.ts';
import { askThings, writeThings } from './fixtures/things.ts';

writeThings();

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const JSON_TYPE = { 'content-type': 'application/json' };
const problemOf = ({ bytes }: { bytes: Buffer }) => JSON.parse(bytes.toString()) as Record<string, unknown>;

const left = (remaining: number, name = 'things') =>
  expect.stringMatching(new RegExp(`^"${name}";r=${remaining};t=(60|59|58)$`));

describe.each(KINDS)('from %s', (kind) => {
  const { ask, port } = askThings(kind);

  test('405 with Allow for a method that a known path does not take, 404 for an unknown path', async () => {
    for (const [method, path, allow] of [
      ['PATCH', '/things/one', 'GET, HEAD, DELETE, OPTIONS'],
      ['GET', '/things', 'POST, OPTIONS'],
      ['HEAD', '/things', 'POST, OPTIONS'],
      ['PUT', '/healthz', 'GET, HEAD'],
    ] as const) {
      const answer = await ask(method, path);
      expect([method, path, answer.status, answer.headers['allow']]).toEqual([method, path, 405, allow]);
      const code = method === 'HEAD' ? undefined : problemOf(answer)['code'];
      expect(code).toBe(method === 'HEAD' ? undefined : 'method_not_allowed');
    }
    expect((await ask('GET', '/other')).status).toBe(404);
  });

  test('405 with Allow for a method that Node does not know, 404 of an unknown path; CONNECT has another target', async () => {
    const things = 'GET, HEAD, DELETE, OPTIONS';
    for (const [line, status, allow] of [
      ['FOO /things/one', 405, things],
      ['get /things/one?size=1', 405, things],
      ['FLUSH http://other.example/things/one', 405, things],
      ['foo /readyz', 405, 'GET, HEAD'],
      ['FOO /other', 404, undefined],
      ['FOO things/one', 404, undefined],
      ['F@O /things/one', 400, undefined],
      ['CONNECT /things/one', 400, undefined],
      ['CONNECT other.example:443', 405, expect.stringMatching(/^GET, HEAD, .*OPTIONS$/)],
    ] as const) {
      const answer = await rawRequest(port(), `${line} HTTP/1.1\r\nHost: a\r\n\r\n`);
      expect([line, answer.status, /^allow: (.*)$/im.exec(answer.head)?.[1]?.trim()]).toEqual([line, status, allow]);
      expect(answer).toMatchObject({ closed: true, head: expect.stringMatching(/^traceresponse: 00-/m) });
      expect(answer.body).toMatch(/"traceId":"[0-9a-f]{32}"/);
    }
  });

  test('204 with Allow for OPTIONS of a known path, 404 of another; 422 with a body', async () => {
    const answer = await ask('OPTIONS', '/things/one');
    expect([answer.status, answer.headers['allow'], answer.bytes.length]).toEqual([
      204,
      'GET, HEAD, DELETE, OPTIONS',
      0,
    ]);
    expect((await ask('OPTIONS', '/other')).status).toBe(404);
    expect((await ask('OPTIONS', '/things/one', { headers: JSON_TYPE, body: '{}' })).status).toBe(422);
  });

  test('every answer names its trace, the caller’s where it has one; a problem says it in its body, too', async () => {
    const headers = { traceparent: `00-${TRACE_ID}-00f067aa0ba902b7-01` };
    const expected = expect.stringMatching(new RegExp(`^00-${TRACE_ID}-(?!00f067aa0ba902b7)[0-9a-f]{16}-01$`));
    const large = `"${'x'.repeat(300_000)}"`;
    for (const [method, path, body, status] of [
      ['GET', '/things/one', undefined, 200],
      ['POST', '/things', undefined, 201],
      ['DELETE', '/things/one', undefined, 204],
      ['OPTIONS', '/things/one', undefined, 204],
      ['GET', '/nothing', undefined, 404],
      ['POST', '/fail', '{"a":1}', 422],
      ['POST', '/fail', '{}', 500],
      ['POST', '/fail', large, 413],
    ] as const) {
      const answer = await ask(method, path, {
        headers: { ...headers, ...(body && JSON_TYPE) },
        ...(body && { body }),
      });
      expect([path, answer.status, answer.headers['traceresponse']]).toEqual([path, status, expected]);
      const traceId = status >= 400 ? problemOf(answer)['traceId'] : TRACE_ID;
      expect(traceId).toBe(TRACE_ID);
    }
    const { head, body } = await rawRequest(port(), 'no HTTP\r\n\r\n');
    const { traceId } = JSON.parse(body) as { traceId: string };
    expect(head.toLowerCase()).toMatch(new RegExp(`^traceresponse: 00-${traceId}-[0-9a-f]{16}-01\r?$`, 'm'));
    expect(head.toLowerCase()).toMatch(/^date: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d gmt\r?$/m);
  });

  test('201 with Location', async () => {
    expect((await ask('POST', '/things')).headers['location']).toBe('/things/one');
  });

  test('a target that is a whole URL is the path in it', async () => {
    for (const target of ['http://x/things/one', 'HTTP://x:80/things/one?', 'https://y.example/things/one?size=1'])
      expect([target, (await rawRequest(port(), `GET ${target} HTTP/1.1\r\nhost: x\r\n\r\n`)).status]).toEqual([
        target,
        200,
      ]);
    for (const target of [
      'http://x',
      'http://x?size=1',
      'http:///things/one',
      'ftp://x/things/one',
      'http://a@x/things/one',
      '*',
    ])
      expect([target, (await rawRequest(port(), `GET ${target} HTTP/1.1\r\nhost: x\r\n\r\n`)).status]).toEqual([
        target,
        404,
      ]);
  });

  const refusalOf = async (headers: Record<string, string>, body = '{}') => {
    const answer = await ask('POST', '/fail', { headers, body });
    return [answer.status, answer.headers['accept'], answer.headers['accept-encoding']];
  };

  test('415 says what would be taken: JSON in UTF-8, without a coding', async () => {
    for (const type of [
      'text/plain',
      'application/json; charset=iso-8859-1',
      'application/json;charset=utf-16',
      'application/xml',
    ])
      expect([type, await refusalOf({ 'content-type': type })]).toEqual([type, [415, 'application/json', undefined]]);
    for (const coding of ['gzip', 'br', 'deflate', 'identity, gzip', 'x-unknown'])
      expect([coding, await refusalOf({ ...JSON_TYPE, 'content-encoding': coding })]).toEqual([
        coding,
        [415, undefined, 'identity'],
      ]);
    expect(
      (await refusalOf({ 'content-type': 'Application/JSON; Charset="UTF-8"', 'content-encoding': 'identity' }))[0],
    ).toBe(500);
  });

  test('a limited route tells what its limits are and leave, with 429 of that which was passed; of what others share only that nothing is left', async () => {
    const of = async (address: string) => {
      const answer = await ask('GET', '/counted', { headers: { 'x-envoy-external-address': address } });
      const { status, headers } = answer;
      const limit = headers['ratelimit'];
      const [, name, seconds] = /^"(\w+)".*;t=(\d+)$/.exec(String(limit)) ?? [];
      const said = status === 429 && problemOf(answer)['violated-policies'];
      // What the body and Retry-After say is what the header says.
      const isAsTold = status !== 429 || (isDeepStrictEqual(said, [name]) && headers['retry-after'] === seconds);
      return [status, headers['ratelimit-policy'], limit, isAsTold];
    };
    const policy = '"things";q=3;w=60';
    expect(await of('192.0.2.1')).toEqual([204, policy, left(2), true]);
    expect(await of('192.0.2.1')).toEqual([429, `${policy}, "shared";q=1;w=60`, left(0, 'shared'), true]);
    await of('192.0.2.1');
    expect(await of('192.0.2.1')).toEqual([429, policy, left(0), true]);
    expect(await of('192.0.2.2')).toEqual([204, policy, left(2), true]);
    expect((await ask('GET', '/things/one')).headers['ratelimit']).toBeUndefined();
  });

  test('422 for a parameter that is there twice says so and names it', async () => {
    const answer = await ask('GET', '/things/one?size=1&words=a&size=2&size=3');
    expect([answer.status, problemOf(answer)]).toMatchObject([
      422,
      {
        detail: 'size: is given 3 times; once is enough',
        errors: [{ path: 'size', message: 'is given 3 times; once is enough' }],
      },
    ]);
  });
});
