/** Ports for processes. They come from below the ephemeral range, so that no outgoing connection takes one before its process listens. */
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

const FIRST = 15_000;
const LAST = 32_000;
const ATTEMPTS = 200;
const taken = new Set<number>();
let next = randomInt(FIRST, LAST);

/** A port on which nothing listens and which that this process has given nobody else. Give it back with `releasePort`. */
export async function takePort(host: string): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    next = next >= LAST ? FIRST : next + 1;
    const port = next;
    if (taken.has(port)) continue;
    taken.add(port);
    if (await isFree(port, host)) return port;
    taken.delete(port);
  }
  throw new Error(`no free port on ${host} between ${FIRST} and ${LAST}`);
}

export const releasePort = (port: number): boolean => taken.delete(port);

const isFree = (port: number, host: string): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)));
  });
