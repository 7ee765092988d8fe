/** What is checked through the ingress alone, as any caller could. */
import { connect as plainConnect, type Socket } from 'node:net';
import { connect as secureConnect } from 'node:tls';
import { Fault } from '../../cli/fault.ts';
import type { EdgePlace } from '../cluster/edge-client.ts';
import { SMOKE_CHECKS, smokeTest } from '../cluster/smoke-test.ts';
import { ask, askAtPace, jsonOf, requireProblem, shown, wanted } from './asking.ts';
import { PLAIN_HTTP_CHECK } from './plain-http-check.ts';
import { bookASeat, endStory, type Storyline } from './story.ts';
import { forgedTokens } from './token-forgeries.ts';
import type { VerifyCheck, VerifyScene } from './verify-check.ts';

const SLOTS = 4_096;
const AT_ONCE = 16;
const NOBODY = '01HZ0000000000000000000000';
const BODY_LIMIT = 262_144;

/** One account and one event for all checks that need them. */
export async function storyOf(scene: VerifyScene): Promise<Storyline> {
  scene.storyline ??= await bookASeat(scene.place, scene.tell, scene.signal);
  return scene.storyline;
}

const smoke: VerifyCheck = {
  name: 'smoke',
  about: 'the short form, which deploy runs',
  run: async ({ place, tell, signal }) => {
    const results = await smokeTest(place, () => {}, signal);
    const wrong = results.filter((result) => result.wrong !== undefined);
    for (const result of wrong) tell(`${result.name}: ${result.wrong}`);
    if (wrong.length > 0) throw new Fault(`${wrong.length} of ${SMOKE_CHECKS.length} failed`);
    return `${results.length} requests, the slowest ${Math.max(...results.map(({ ms }) => ms))} ms`;
  },
};

const story: VerifyCheck = {
  name: 'story',
  about: 'account, login, event, hold, order (twice by one key, once sold), record through the broker',
  run: async (scene) => `order ${(await storyOf(scene)).orderId}`,
};

/** 421 is what a function says of a slot that is another's. */
const slots: VerifyCheck = {
  name: 'slots',
  about: 'all 4096 slots of events and of users lead to a Service that owns them',
  run: async (scene) => {
    const { token } = await storyOf(scene);
    const { place, signal } = scene;
    const seen = new Map<string, number>();
    const one = async (slot: number): Promise<void> => {
      const name = slot.toString(16).padStart(3, '0');
      for (const [path, status, code] of [
        [`/v1/events/evt_${name}_${NOBODY}`, 404, 'event_not_found'],
        [`/v1/users/usr_${name}_${NOBODY}/orders`, 403, 'not_yours'],
      ] as const) {
        const answer = await askAtPace(place, path, { token, signal });
        const got = `${answer.status} ${String(jsonOf(answer)?.['code'])}`;
        seen.set(got, (seen.get(got) ?? 0) + 1);
        if (answer.status !== status)
          throw new Fault(`slot ${name}: ${path} should be ${status} ${code}; it is ${shown(answer)}`);
      }
    };
    let next = 0;
    const worker = async (): Promise<void> => {
      while (next < SLOTS) await one(next++);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    return [...seen].map(([what, count]) => `${count} × ${what}`).join(', ');
  },
};

const tokens: VerifyCheck = {
  name: 'tokens',
  about: 'missing, forged in six ways, in small letters, of somebody else',
  run: async (scene) => {
    const { token, userId } = await storyOf(scene);
    const { place, signal } = scene;
    const own = `/v1/users/${userId}/orders`;
    requireProblem('no token', await ask(place, own, { signal }), 401, 'token_missing');
    const forged = Object.entries(forgedTokens(token));
    for (const [what, text] of forged) {
      const answer = await ask(place, own, { token: text, signal });
      requireProblem(what, answer, 401, 'token_invalid');
      if (!String(answer.headers['www-authenticate']).startsWith('Bearer'))
        throw new Fault(`${what}: no WWW-Authenticate`);
    }
    for (const scheme of ['bearer', 'BEARER'])
      await wanted(place, 200, own, { headers: { authorization: `${scheme} ${token}` }, signal });
    const others = `/v1/users/usr_000_${NOBODY}/orders`;
    requireProblem("somebody else's orders", await ask(place, others, { token, signal }), 403, 'not_yours');
    return `${forged.length + 4} answers`;
  },
};

const refusals: VerifyCheck = {
  name: 'refusals',
  about: 'a problem document for each refusal of the edge and of functions',
  run: async (scene) => {
    const { token, eventId } = await storyOf(scene);
    const { place, signal } = scene;
    const json = { 'content-type': 'application/json' };
    const login = (body: string, headers: Record<string, string> = json) =>
      ask(place, '/v1/auth/login', { method: 'POST', body, headers, signal });
    const orders = `/v1/events/${eventId}/orders`;
    const all = [
      ['no such path', await ask(place, '/v1/nowhere', { signal }), 404, 'route_not_found'],
      ['no such method', await ask(place, '/v1/auth/login', { method: 'DELETE', signal }), 405, 'method_not_allowed'],
      ['no JSON', await login('{'), 400, 'malformed_json'],
      ['another type', await login('{}', { 'content-type': 'text/plain' }), 415, 'media_type_unsupported'],
      ['members missing', await login('{}'), 422, 'invalid'],
      ['who expects to go on', await login('{}', { ...json, expect: '100-continue' }), 422, 'invalid'],
      ['another expectation', await login('{}', { ...json, expect: '200-ok' }), 417, 'expectation_failed'],
      ['a probe', await login('{}', { ...json, 'user-agent': 'kube-probe/1.34' }), 400, 'malformed_request'],
      ['a body too long', await login(`{"email":"${'a'.repeat(BODY_LIMIT)}"}`), 413, 'body_too_large'],
      [
        'headers too long',
        await ask(place, '/v1/events', { headers: { 'x-long': 'a'.repeat(70_000) }, signal }),
        431,
        'headers_too_large',
      ],
      [
        'no key',
        await ask(place, orders, { method: 'POST', token, body: { seats: ['A-1-1'] }, signal }),
        400,
        'idempotency_key_missing',
      ],
    ] as const;
    const wrong: string[] = [];
    for (const [what, answer, status, code] of all) {
      try {
        requireProblem(what, answer, status, code);
      } catch (error) {
        wrong.push((error as Error).message);
      }
    }
    if (wrong.length > 0) throw new Fault(wrong.join('\n'));
    return `${all.length} refusals`;
  },
};

/** What asks for another protocol is answered at once, not kept waiting. */
const upgrade: VerifyCheck = {
  name: 'upgrade',
  about: 'a request for another protocol (Upgrade) is refused within seconds, and functions are not reached',
  run: async ({ place }) => {
    const begun = performance.now();
    const status = await rawStatus(place, [
      'GET /v1/events?limit=1 HTTP/1.1',
      `Host: ${place.url.host}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    ]);
    const ms = Math.round(performance.now() - begun);
    if (status === 101) throw new Fault('it was upgraded');
    // A server may also go on as if nothing had been asked (RFC 9110, 7.8).
    if (status !== 200 && (status < 400 || status > 499)) throw new Fault(`it is answered ${status}`);
    return `${status} after ${ms} ms`;
  },
};

const RAW_MS = 10_000;

function rawStatus({ url, connectTo, ca, trustsAny = false }: EdgePlace, lines: readonly string[]): Promise<number> {
  const isSecure = url.protocol === 'https:';
  const host = connectTo?.host ?? url.hostname;
  const port = connectTo?.port ?? Number(url.port || (isSecure ? 443 : 80));
  const socket: Socket = isSecure
    ? secureConnect({
        host,
        port,
        servername: url.hostname,
        rejectUnauthorized: !trustsAny,
        ...(ca !== undefined && { ca }),
      })
    : plainConnect({ host, port });
  return new Promise((resolve, reject) => {
    let text = '';
    socket.setTimeout(RAW_MS, () => socket.destroy(new Fault(`no answer within ${RAW_MS / 1_000} s`)));
    socket.once(isSecure ? 'secureConnect' : 'connect', () => socket.write(`${lines.join('\r\n')}\r\n\r\n`));
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      const status = /^HTTP\/1\.1 (\d{3})/.exec(text)?.[1];
      if (status === undefined) return;
      resolve(Number(status));
      socket.destroy();
    });
    socket.once('error', reject);
    socket.once('close', () => reject(new Fault('the connection was closed without an answer')));
  });
}

const doors: VerifyCheck = {
  name: 'doors',
  about: 'nobody outside reaches where messages are delivered, what the kubelet asks, or a Service by its own host',
  run: async ({ place, signal }) => {
    for (const path of ['/cloudevents', '/dead-letters', '//cloudevents', '/v1/../cloudevents', '/%63loudevents']) {
      const answer = await ask(place, path, { method: 'POST', body: {}, headers: { 'ce-specversion': '1.0' }, signal });
      if (answer.status < 400 || answer.status > 404) throw new Fault(`POST ${path} is answered ${shown(answer)}`);
    }
    for (const path of ['/healthz', '/readyz', '/metrics', '/healthz/ready']) {
      const answer = await ask(place, path, { signal });
      if (answer.status !== 404) throw new Fault(`GET ${path} is answered ${shown(answer)}`);
    }
    return '9 paths';
  },
};

/** Limits of unknown logins go by network: whoever could say himself where he comes from would have none. */
const address: VerifyCheck = {
  name: 'address',
  about: 'a caller cannot say himself where he comes from (X-Forwarded-For and its kin)',
  run: async ({ place, signal }) => {
    const left: number[] = [];
    for (let index = 1; index <= 6; index += 1) {
      const said = `198.51.100.${index}`;
      const headers = {
        'x-forwarded-for': said,
        'x-envoy-external-address': said,
        'x-real-ip': said,
        forwarded: `for=${said}`,
        'true-client-ip': said,
      };
      const answer = await ask(place, '/v1/auth/verify', { method: 'POST', body: { token: 'none' }, headers, signal });
      const remaining = /r=(\d+)/.exec(String(answer.headers['ratelimit']))?.[1];
      if (answer.status !== 200 || remaining === undefined)
        throw new Fault(`verify is answered ${shown(answer)}, without RateLimit`);
      left.push(Number(remaining));
    }
    const isOne = left.every((count, index) => index === 0 || count < (left[index - 1] ?? 0));
    if (!isOne) throw new Fault(`each was counted by himself: ${left.join(', ')} left`);
    return `one count for six addresses: ${left.join(', ')} left`;
  },
};

const cleanUp: VerifyCheck = {
  name: 'end',
  about: 'the event of the story is cancelled',
  run: async (scene) => {
    if (!scene.storyline) return 'there is none';
    await endStory(scene.place, scene.storyline, scene.signal);
    return scene.storyline.eventId;
  },
};

export const EDGE_CHECKS: readonly VerifyCheck[] = [
  smoke,
  story,
  tokens,
  refusals,
  upgrade,
  doors,
  address,
  PLAIN_HTTP_CHECK,
  slots,
];
export const LAST_CHECK = cleanUp;
