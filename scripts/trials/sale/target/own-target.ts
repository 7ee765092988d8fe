/** A system of the sale's own: started for it in a process apart, thrown away after it. */
import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accessTokenSigner } from '../../../../functions/login/access-token.ts';
import { chosenEventId } from '../../../../functions/shared/event/chosen-id.ts';
import { newId, slotOf } from '../../../../functions/shared/ids.ts';
import { SLOT_COUNT } from '../../../../functions/shared/slots.ts';
import { apiAt } from '../../../operate/import/api-client.ts';
import type { SigningKey } from '../../../system/installation.ts';
import { readShardMaps } from '../../../platform/spec/shards.ts';
import { Fault } from '../../../cli/fault.ts';
import type { SaleTarget } from './target.ts';

/** What the system's process is given. */
export interface SystemSettings {
  folder: string;
  /** The events shard that the event is on. */
  shard: string;
  processes: number;
  holdSeconds: number;
}

/** What it says. */
export type SystemSays = { line: string } | { failed: string } | { errorLines: number } | { ready: Ready };

interface Ready {
  url: string;
  key: SigningKey;
  TOKEN_ISSUER: string;
  TOKEN_AUDIENCE: string;
  databases: Record<string, string>;
}

/** Tokens last 15 minutes; well before that they are made anew. */
const RENEWED_MS = 600_000;
const STOP_MS = 30_000;

/** Who publishes, among people by number. */
const ORGANIZER = -1;

/** Starts it. @throws Fault that says what to do when it cannot be */
export async function openOwnTarget(
  options: { processes: number; holdSeconds: number },
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<SaleTarget> {
  const { events } = await readShardMaps();
  const shard = events.ownerOf(0);
  const isServed = (slot: number): boolean => events.ownerOf(slot) === shard;
  const folder = await mkdtemp(join(tmpdir(), 'seatmesh-sale-'));
  const settings: SystemSettings = { ...options, folder, shard };
  const child = fork(join(import.meta.dirname, 'system-process.ts'), [JSON.stringify(settings)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const close = async (): Promise<void> => {
    await endOf(child);
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  let errorLines = 0;
  const { promise: broken, reject } = Promise.withResolvers<never>();
  broken.catch(() => {}); // for those who look
  child.once('exit', () => reject(new Fault('the system of the sale has ended by itself')));
  const ready = new Promise<Ready>((resolve) => {
    child.on('message', (message) => {
      const said = message as SystemSays;
      if ('line' in said) say(said.line);
      else if ('failed' in said) reject(new Fault(said.failed));
      else if ('errorLines' in said) errorLines = said.errorLines;
      else resolve(said.ready);
    });
  });
  try {
    const stopped = new Promise<never>((_, stop) => signal.addEventListener('abort', () => stop(signal.reason)));
    const system = await Promise.race([ready, broken, stopped]);
    return targetOf(system, isServed, options, { broken, close, errorLines: () => errorLines });
  } catch (error) {
    await close();
    throw error;
  }
}

function targetOf(
  { url, key, databases, TOKEN_ISSUER, TOKEN_AUDIENCE }: Ready,
  isServed: (slot: number) => boolean,
  { processes, holdSeconds }: { processes: number; holdSeconds: number },
  rest: Pick<SaleTarget, 'broken' | 'close' | 'errorLines'>,
): SaleTarget {
  const sign = accessTokenSigner({
    TOKEN_ISSUER,
    TOKEN_AUDIENCE,
    JWKS: JSON.parse(key.jwks),
    SIGNING_KEY: JSON.parse(key.jwk),
  });
  const people = new Map<number, { userId: string; sessionId: string; token: string; signedAt: number }>();
  const token = async (person: number): Promise<string> => {
    const home = (person + SLOT_COUNT) % SLOT_COUNT;
    const { userId, sessionId, ...known } = people.get(person) ?? {
      userId: newId('usr', home),
      sessionId: newId('ses', home),
      token: '',
      signedAt: -Infinity,
    };
    if (Date.now() - known.signedAt < RENEWED_MS) return known.token;
    const signed = await sign({ userId, sessionId }, new Date());
    people.set(person, { userId, sessionId, token: signed, signedAt: Date.now() });
    return signed;
  };
  return {
    ...rest,
    url: new URL(url),
    databases,
    token,
    holdMs: holdSeconds * 1_000,
    clockSlackMs: 50,
    facts: [
      ['System', `its own, on private durable servers; gateway, broker and servers in processes apart from the crowd`],
      ['Processes that sell and show', `${processes} of each Service`],
      ['Holds last', `${holdSeconds} s`],
    ],
    prepareBuyers: async (count) => {
      for (let buyer = 0; buyer < count; buyer++) await token(buyer);
    },
    publish: async (event) => {
      const bearer = await token(ORGANIZER);
      const path = `/v1/events/${idIn(isServed, people.get(ORGANIZER)?.userId ?? '')}`;
      const { status, body } = await apiAt(new URL(url))('PUT', path, { token: bearer, body: event });
      if (status !== 201) throw new Fault(`publishing answered ${status}: ${body.detail ?? ''}`);
      return String(body['id']);
    },
  };
}

/** An event's id that its organizer may choose, in one of the slots that are served. */
function idIn(isServed: (slot: number) => boolean, organizerId: string): string {
  for (;;) {
    const id = chosenEventId(organizerId, randomUUID());
    if (isServed(slotOf(id))) return id;
  }
}

/** Asks the process to end, and ends it when it does not. Its servers die with it. */
async function endOf(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  if (child.connected) child.send('stop');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await exited;
  clearTimeout(timer);
}
