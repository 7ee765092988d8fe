/** People who call from addresses of their own: on this machine all of 127.0.0.0/8 is loopback, and the gateway sees who calls. */
import { request } from 'node:http';
import type { Ask, TestSystem } from './test-system.ts';

/** An answer, its body parsed. */
export interface NeighbourReply {
  status: number;
  retryAfterSeconds: number | undefined;
  /** What is left of the limits that it was counted against, and what they are. */
  rateLimit: string | undefined;
  rateLimitPolicy: string | undefined;
  // Tests look into bodies of many shapes.
  // oxlint-disable-next-line typescript/no-explicit-any
  body: any;
}

/** Asks the gateway from an address. */
export function askFrom(
  system: TestSystem,
  address: string,
  method: string,
  path: string,
  { token, body, key }: Ask = {},
): Promise<NeighbourReply> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers = {
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(key === undefined ? {} : { 'idempotency-key': key }),
    ...(text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
  };
  const { promise, resolve, reject } = Promise.withResolvers<NeighbourReply>();
  const options = { method, headers, localAddress: address, agent: false, timeout: 30_000 };
  const outgoing = request(system.url + path, options, (incoming) => {
    let answer = '';
    incoming.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk));
    incoming.on('error', reject);
    incoming.on('end', () => {
      const retryAfter = incoming.headers['retry-after'];
      resolve({
        status: incoming.statusCode ?? 0,
        retryAfterSeconds: retryAfter === undefined ? undefined : Number(retryAfter),
        rateLimit: incoming.headers['ratelimit'] as string | undefined,
        rateLimitPolicy: incoming.headers['ratelimit-policy'] as string | undefined,
        body: answer === '' ? undefined : JSON.parse(answer),
      });
    });
  });
  outgoing.on('timeout', () => outgoing.destroy(new Error('no answer')));
  outgoing.on('error', reject);
  outgoing.end(text);
  return promise;
}
