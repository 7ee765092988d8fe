/** How long it takes from the start of a process to its first answer. */
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { ResponseReader } from './load/response-reader.ts';
import { mainThreadMs } from './load/cpu.ts';
import { type ProgramOptions, spawnProgram } from './scene/measured-program.ts';

const HOST = '127.0.0.1';
const ASK_EVERY_MS = 1;
const GIVE_UP_MS = 30_000;

/** What a start took until the first answer. */
interface FirstAnswer {
  /** ms from just before the spawn to the whole answer. */
  ms: number;
  /** ms of CPU that its main thread used until then: what stays the same on a machine that others use as well. */
  cpuMs: number;
}

/**
 * Starts a program and asks it at once, again and again until it listens; then stops it, as a node would.
 * @throws Error when the answer has another status than the expected one, or does not come
 */
export async function firstAnswer(options: ProgramOptions, request: Buffer, expect: number): Promise<FirstAnswer> {
  const program = await spawnProgram(options);
  try {
    const { status, body } = await ask(program.port, request, program.spawnedAt + GIVE_UP_MS);
    const took = { ms: performance.now() - program.spawnedAt, cpuMs: mainThreadMs(program.pid) };
    if (status !== expect) throw new Error(`${options.name} answered ${status}: ${body.toString('utf8', 0, 300)}`);
    return took;
  } finally {
    await program.stop();
  }
}

async function ask(port: number, request: Buffer, giveUpAt: number): Promise<{ status: number; body: Buffer }> {
  for (;;) {
    const answer = await askOnce(port, request);
    if (answer) return answer;
    if (performance.now() > giveUpAt) throw new Error('nobody listened');
    await delay(ASK_EVERY_MS);
  }
}

/** @returns undefined when nobody listens yet */
function askOnce(port: number, request: Buffer): Promise<{ status: number; body: Buffer } | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: HOST, noDelay: true });
    const reader = new ResponseReader();
    socket.setTimeout(GIVE_UP_MS, () => socket.destroy(new Error('no answer')));
    socket.once('connect', () => socket.write(request));
    socket.on('data', (chunk) => {
      const [answer] = reader.push(chunk);
      if (!answer) return;
      resolve(answer);
      socket.destroy();
    });
    socket.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ECONNREFUSED' ? resolve(undefined) : reject(error),
    );
    socket.once('close', () => reject(new Error('the connection was closed before the answer')));
  });
}
