/** The gateway's port: looked at before anything else happens, and named when it is lost after that. */
import { createServer } from 'node:net';
import { errorCode, Fault } from '../cli/fault.ts';

const HOST = '127.0.0.1';

/** Before anything is installed or started: a taken port is the likeliest trouble, and the cheapest to find. */
export async function requireFreePort(port: number): Promise<void> {
  const probe = createServer();
  try {
    await new Promise<void>((listening, failed) => {
      probe.once('error', failed);
      probe.listen(port, HOST, listening);
    });
  } catch (error) {
    throw portFault(port, error);
  } finally {
    await new Promise((closed) => probe.close(closed));
  }
}

/** What a failed listen means to the person at the terminal; another error is given back as it is. */
export function portFault(port: number, error: unknown): unknown {
  const reason = { EADDRINUSE: 'is taken', EACCES: 'needs more permission than you have' }[errorCode(error) ?? ''];
  return reason ? new Fault(`Port ${port} ${reason}: choose another one with --port`, { cause: error }) : error;
}
