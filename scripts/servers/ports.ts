/** Ports for processes. They come from below the ephemeral range, so that no outgoing connection takes one before its process listens. */
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type ListenOptions, type Server } from 'node:net';
import { errorCode } from '../cli/fault.ts';

const FIRST = 15_000;
const LAST = 32_000;
const ATTEMPTS = 200;
/** What shows the other processes of this machine that a port is taken, also while its server is down to be started again. */
const taken = new Map<number, Server | undefined>();
let next = randomInt(FIRST, LAST);

/**
 * A port on which nothing listens, and which no process of this project on this machine is given until `releasePort` or the end of this one.
 * @param alongside the port so far above it is taken with it: the bus of a server of a Redis cluster
 */
export async function takePort(host: string, alongside = 0): Promise<number> {
  const last = LAST - alongside;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const port = (next = next >= last ? FIRST : next + 1);
    if (!(await tryPort(port, host))) continue;
    if (!alongside || (await tryPort(port + alongside, host))) return port;
    releasePort(port);
  }
  throw new Error(`no free port on ${host} between ${FIRST} and ${last}`);
}

export function releasePort(port: number): void {
  taken.get(port)?.close();
  taken.delete(port);
}

/** Takes this one, if it is free. */
export async function tryPort(port: number, host: string): Promise<boolean> {
  if (taken.has(port)) return false;
  taken.set(port, undefined);
  try {
    // A name of the kernel's, which goes with its process; where there is none, this process alone knows.
    const sign = await listen({ path: `\0seatmesh-port-${port}` }).catch((error: unknown) => {
      if (errorCode(error) === 'EADDRINUSE') throw error;
    });
    taken.set(port, sign?.unref());
    const probe = await listen({ port, host, exclusive: true });
    probe.close();
    await once(probe, 'close');
    return true;
  } catch {
    releasePort(port);
    return false;
  }
}

async function listen(options: ListenOptions): Promise<Server> {
  const server = createServer().listen(options);
  await once(server, 'listening');
  return server;
}
