import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { edge, type FixtureRun, rule, run, service, until } from '../fixtures/run.ts';
import { HIDDEN, SMUGGLINGS, type Smuggling, UNFINISHED } from '../fixtures/smuggling.ts';
import { parseManifests } from '../spec/manifests.ts';

const limits = parseManifests(`
apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: { name: limits, namespace: seatmesh }
spec:
  targetRefs: [{ group: gateway.networking.k8s.io, kind: Gateway, name: edge }]
  configPatches:
    - applyTo: HTTP_FILTER
      patch: { operation: INSERT_BEFORE, value: { name: envoy.filters.http.buffer, typed_config: { max_request_bytes: 100000 } } }
`);

let system: FixtureRun;
/** The victim's own connection to the gateway, which keeps it. */
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
beforeAll(async () => {
  const rules = rule('{ path: { value: /any } }', 'one');
  const one = service('one', { annotations: { 'min-scale': '1', 'max-scale': '1' } });
  system = await run([...edge(rules), ...limits, one]);
  await seen();
});
afterAll(async () => {
  agent.destroy();
  await system.stop();
});

/** What reached the function since it was last asked. */
async function seen(): Promise<string[]> {
  return (await (await system.call('one', '/seen')).json()) as string[];
}

/** Sends bytes as they are, and returns all that is answered until the first whole head (100 is none) or the end. */
async function attack(
  port: number,
  raw: string,
): Promise<{ socket: Socket; answer: () => string; isClosed: () => boolean }> {
  let text = '';
  let closed = false;
  const socket = connect(port, '127.0.0.1');
  socket.on('data', (data: Buffer) => (text += data.toString('latin1')));
  socket.on('error', () => undefined);
  socket.once('close', () => (closed = true));
  await once(socket, 'connect');
  socket.write(Buffer.from(raw, 'latin1'));
  return { socket, answer: () => text.replace(/^HTTP\/1\.1 100 Continue\r\n\r\n/, ''), isClosed: () => closed };
}

/** Others' requests, one after the other, each of which must get its own answer. */
async function victims(port: number, host: string): Promise<void> {
  for (let i = 0; i < 3; i++) {
    const mark = `${i}-${Math.random()}`;
    const asked = get({
      host: '127.0.0.1',
      port,
      agent,
      path: `/any/victim?${mark}`,
      headers: { host, 'x-victim': mark },
    });
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    const echo = JSON.parse(await readText(answer)) as { path: string; headers: Record<string, string> };
    expect([echo.path, echo.headers['x-victim']]).toEqual([`/any/victim?${mark}`, mark]);
  }
}

const ask = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: api.example.com\r\n\r\n`;
const portOf = (url: string): number => Number(new URL(url).port);
const withoutVictims = (all: string[]): string[] => all.filter((one) => !one.includes('/any/victim'));

describe('through the edge', () => {
  test.each(SMUGGLINGS.map((one) => [one.name, one] as const))('%s', async (_, { raw, reaches }: Smuggling) => {
    const { socket, answer, isClosed } = await attack(portOf(system.url), raw);
    await until(() => answer().includes('\r\n\r\n') || isClosed(), 'an answer or the end');
    await victims(portOf(system.url), 'api.example.com');
    // What is in doubt ends the connection, whatever may have come behind it.
    if (reaches.length === 0) await until(isClosed, 'the end of the connection');
    expect(withoutVictims(await seen())).toEqual(reaches);
    expect(answer().slice(0, 13)).toBe(reaches.length > 0 ? 'HTTP/1.1 200 ' : 'HTTP/1.1 400 ');
    socket.destroy();
  });

  test.each(UNFINISHED.map((one) => [one.name, one] as const))('%s reaches nobody', async (_, { raw }) => {
    const { socket } = await attack(portOf(system.url), raw);
    await victims(portOf(system.url), 'api.example.com');
    socket.destroy();
    await victims(portOf(system.url), 'api.example.com');
    expect(withoutVictims(await seen())).toEqual([]);
  });
});

describe('through a cluster-local address, which sends on while it reads: at most the one request, broken off', () => {
  test.each([...SMUGGLINGS, ...UNFINISHED].map((one) => [one.name, one] as const))(
    '%s',
    async (_, { raw, reaches }) => {
      const port = portOf(await system.address('one'));
      const { socket, answer, isClosed } = await attack(port, raw);
      if (reaches.length > 0) await until(() => answer().includes('\r\n\r\n'), 'an answer');
      await victims(port, 'one.seatmesh.svc.cluster.local');
      socket.destroy();
      await until(isClosed);
      await victims(port, 'one.seatmesh.svc.cluster.local');
      const reached = withoutVictims(await seen());
      // Of one that is refused in its body the head may have been sent on before.
      const allowed = reaches.length > 0 ? [reaches] : [[], [`${raw.split(' ')[0]} /any/outer`]];
      expect(allowed).toContainEqual(reached);
    },
  );
});

test('requests sent ahead are answered in their order, one after the other, and what is unreadable behind them ends it', async () => {
  const raw = ask('/any/slow?ms=100') + ask('/any/slow?ms=50') + ask('/any/third');
  const { socket, answer, isClosed } = await attack(portOf(system.url), raw);
  await until(() => answer().includes('/any/third'), 'the last answer');
  expect(await seen()).toEqual(['GET /any/slow?ms=100', 'GET /any/slow?ms=50', 'GET /any/third']);
  const answers = answer().split('HTTP/1.1 200 OK').slice(1);
  expect(answers.map((one) => /"path":"[^"]*"|"most":\d/.exec(one)?.[0])).toEqual([
    '"most":1',
    '"most":1',
    '"path":"/any/third"',
  ]);
  socket.write(`${ask('/any/slow?ms=100')}\0\r\n\r\n${HIDDEN}`);
  await until(isClosed, 'the end of the connection');
  expect(await seen()).toEqual(['GET /any/slow?ms=100']);
  expect(answer().split('HTTP/1.1 200 OK')).toHaveLength(5);
  expect(answer()).not.toContain('HTTP/1.1 400');
});

test('whoever asks first and is refused is not taken at his next word, which may be the body', async () => {
  const raw = `POST /nowhere HTTP/1.1\r\nHost: api.example.com\r\nExpect: 100-continue\r\nContent-Length: ${HIDDEN.length}\r\n\r\n`;
  const { answer, isClosed } = await attack(portOf(system.url), raw + HIDDEN + HIDDEN);
  await until(isClosed, 'the end of the connection');
  expect(answer()).toMatch(/^HTTP\/1\.1 404 /);
  expect(await seen()).toEqual([]);
});

test('an expectation that nobody knows goes on to the function, which refuses it; the body stays a body', async () => {
  const raw = `POST /any/outer HTTP/1.1\r\nHost: api.example.com\r\nExpect: 200-ok\r\nContent-Length: ${HIDDEN.length}\r\n\r\n`;
  for (const port of [portOf(system.url), portOf(await system.address('one'))]) {
    const { socket, answer } = await attack(port, raw + HIDDEN);
    await until(() => answer().includes('\r\n\r\n'), 'an answer');
    expect(answer()).toMatch(/^HTTP\/1\.1 417 /);
    await victims(portOf(system.url), 'api.example.com');
    expect(withoutVictims(await seen())).toEqual([]);
    socket.destroy();
  }
});

test('of very many requests sent ahead no more than a few are taken', async () => {
  const { isClosed } = await attack(portOf(system.url), ask('/any/slow?ms=200') + ask('/any/ahead').repeat(500));
  await until(isClosed, 'the end of the connection');
  expect((await seen()).length).toBeLessThanOrEqual(17);
});
