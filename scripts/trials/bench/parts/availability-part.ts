/** The availability of a large venue: what goes over the wire, and how long the server takes. */
import { Agent, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { quantile } from '../../report/figures.ts';
import { signedInBuyers } from '../scene/buyers.ts';
import { cpuMs } from '../load/cpu.ts';
import { type TestBed, openTestBed } from '../scene/test-bed.ts';
import { drive } from '../load/drive.ts';
import { requestBytes } from '../load/job.ts';
import { newId } from '../../../../functions/shared/ids.ts';
import type { LoadFigures } from '../load/load-figures.ts';
import type { OpenPart, Variant } from '../part.ts';
import type { Options } from '../options.ts';
import { type Program, startProgram } from '../scene/measured-program.ts';
import type { SeededRandom } from '../../seeded-random.ts';
import type { BenchRun } from '../scene/bench-run.ts';
import { type BenchHall, insertEvents } from '../scene/bench-events.ts';
import { setUp } from '../scene/undo.ts';

const SHARD = 'e0';
/** 50,000 seats. */
const STADIUM: BenchHall = { sections: 20, rows: 50, seats: 50 };
const SEATS = STADIUM.sections * STADIUM.rows * STADIUM.seats;
const CLAIMS_AT_ONCE = 1_000;
const GZIP = { 'accept-encoding': 'gzip' };

/** Sells half the stadium at random, and asks for what is free in every form there is. */
export function openAvailability(run: BenchRun, options: Options): Promise<OpenPart> {
  return setUp(async (undo) => {
    const testBed = undo.add(await openTestBed(run, { shards: [SHARD] }), (open) => open.close());
    const [eventId = ''] = await insertEvents(testBed.pool(SHARD), STADIUM, 1);
    const free = await sellHalf(testBed, eventId, run.random);
    const program = undo.add(await startProgram(await testBed.service('event-detail-e0')), (started) => started.stop());
    const book = undo.add(await startProgram(await testBed.service('book-e0')), (started) => started.stop());
    const [buyer] = await signedInBuyers(run, (await testBed.service('book-e0')).env)();
    const pair = { detail: program, book, eventId, free, token: buyer?.token ?? '' };
    const path = `/v1/events/${eventId}/availability`;
    const seen = async (): Promise<number> => {
      const { version } = (await (await fetch(`http://127.0.0.1:${program.port}${path}`)).json()) as {
        version: number;
      };
      return version;
    };
    const asked = (name: string, make: () => Promise<Buffer>): Variant => ({
      name,
      round: async () => {
        const watch = { node: program.pid, redis: run.pids['redis'] ?? 0, mariadb: run.pids['mariadb'] ?? 0 };
        const load = { port: program.port, requests: [await make()], again: true, callers: 1, expect: 200, watch };
        const result = await drive({ ...load, ms: options.seconds * 1_000, folder: run.folder });
        const us = (result.cpuMs['node'] ?? 0) / result.answered;
        return { bytes: result.bytes, p50Ms: result.p50Ms, p99Ms: result.p99Ms, nodeMs: us };
      },
    });
    const get =
      (query: string, headers = {}) =>
      async () =>
        requestBytes('GET', `${path}${query}`, headers);
    return {
      variants: [
        asked('ranges', get('')),
        asked('ranges, gzip', get('', GZIP)),
        asked('compact', get('?seats=compact')),
        asked('compact, gzip', get('?seats=compact', GZIP)),
        { name: 'compact, gzip, changed each time', round: () => askChanged(pair, options.seconds * 1_000) },
        asked('nothing changed since', async () => requestBytes('GET', `${path}?since=${await seen()}`)),
      ],
      notes: [
        'Bytes are whole answers, head included. Time is that of one caller who asks again and again, over loopback, so the p50 is what the server takes and the way there and back; nodeMs is CPU of the process. Nobody buys meanwhile, so the server may answer from what it remembers of that version; where a seat is held or given back before each answer it cannot (bytes are then those of the body).',
      ],
      close: () => undo.all(),
    };
  });
}

/** @returns the labels of some seats that are left */
async function sellHalf(testBed: TestBed, eventId: string, random: SeededRandom): Promise<string[]> {
  const all = random.shuffled([...Array(SEATS).keys()]);
  const seats = all.slice(0, SEATS / 2);
  for (let at = 0; at < seats.length; at += CLAIMS_AT_ONCE) {
    const claims = seats.slice(at, at + CLAIMS_AT_ONCE).map((seat) => [eventId, seat, newId('ord', 1)]);
    await testBed.pool(SHARD).query('INSERT INTO seat_claims (event_id, seat, order_id) VALUES ?', [claims]);
  }
  return all.slice(SEATS / 2, SEATS / 2 + 100).map(labelOf);
}

function labelOf(seat: number): string {
  const inSection = STADIUM.rows * STADIUM.seats;
  const section = Math.floor(seat / inSection) + 1;
  const row = Math.floor((seat % inSection) / STADIUM.seats) + 1;
  return `S${section}-${row}-${(seat % STADIUM.seats) + 1}`;
}

interface Pair {
  detail: Program;
  book: Program;
  eventId: string;
  free: readonly string[];
  token: string;
}

/** A seat is held or given back before each answer, so that none can be remembered. */
async function askChanged({ detail, book, eventId, free, token }: Pair, ms: number): Promise<LoadFigures> {
  const agent = new Agent({ keepAlive: true });
  const latencies: number[] = [];
  let bytes = 0;
  const headers = { authorization: `Bearer ${token}` };
  const holds = `/v1/events/${eventId}/holds`;
  const look = async (): Promise<void> => {
    const at = performance.now();
    const answer = await ask(agent, detail.port, 'GET', `/v1/events/${eventId}/availability?seats=compact`, GZIP);
    latencies.push(performance.now() - at);
    if (answer.status !== 200) throw new Error(`availability answered ${answer.status}`);
    bytes = answer.body.length;
  };
  const cpuBefore = cpuMs(detail.pid);
  const stopAt = performance.now() + ms;
  for (let turn = 0; performance.now() < stopAt; turn++) {
    const held = await ask(agent, book.port, 'POST', holds, headers, { seats: [free[turn % free.length]] });
    if (held.status !== 201) throw new Error(`a hold was answered ${held.status} ${held.body.toString()}`);
    await look();
    const { id } = JSON.parse(held.body.toString()) as { id: string };
    await ask(agent, book.port, 'DELETE', `${holds}/${id}`, headers);
    await look();
  }
  agent.destroy();
  const nodeMs = (cpuMs(detail.pid) - cpuBefore) / latencies.length;
  return { bytes, p50Ms: quantile(latencies, 0.5), p99Ms: quantile(latencies, 0.99), nodeMs };
}

function ask(
  agent: Agent,
  port: number,
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: unknown,
): Promise<{ status: number; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    const options = { host: '127.0.0.1', port, method, path, agent, headers: { ...headers, ...type }, timeout: 10_000 };
    const asked = request(options, (response) => {
      buffer(response).then((bytes) => resolve({ status: response.statusCode ?? 0, body: bytes }), reject);
    });
    asked.on('error', reject).on('timeout', () => asked.destroy(new Error(`no answer to ${method} ${path}`)));
    asked.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
