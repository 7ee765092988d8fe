/** How fast one book process publishes what it sold, against how fast it sells. */
import { signedInBuyers, type SignedInUser } from '../scene/buyers.ts';
import { PROOF } from '../../../../functions/shared/messages/proof.ts';
import { cpuMs } from '../load/cpu.ts';
import { countRows, type TestBed, openTestBed } from '../scene/test-bed.ts';
import { drive } from '../load/drive.ts';
import { leftBehind } from '../scene/left-behind.ts';
import type { LoadFigures } from '../load/load-figures.ts';
import type { OpenPart } from '../part.ts';
import type { Options } from '../options.ts';
import { CORES } from '../load/pinned.ts';
import type { Program } from '../scene/measured-program.ts';
import { runSale } from '../sale-run.ts';
import type { BenchRun } from '../scene/bench-run.ts';
import { ARENA, orderRequests, pairsIn, insertEvents } from '../scene/bench-events.ts';
import { startBook, startOwn } from '../scene/start-programs.ts';
import { setUp } from '../scene/undo.ts';
import { until } from '../../../testing/until.ts';

const SHARD = 'e0';
const CALLERS = 64;
/** So many orders wait to be published, or as many as can be placed while the relay is patient: it gives a publication five seconds. */
const WAITING = { usual: 4_000, quick: 1_000 };
const LONGEST_STOP_MS = 3_500;
const SWEPT = 3_000;
const PUBLISHED_MS = 60_000;
/** As a PingSource ticks. */
const tickOf = ({ tick }: TestBed) => ({
  [PROOF]: tick,
  'content-type': 'application/json',
  'ce-specversion': '1.0',
  'ce-id': 'bench',
  'ce-source': '/bench',
  'ce-type': 'dev.knative.sources.ping',
  'ce-time': '2031-01-01T00:00:00Z',
});

interface RelaySetup {
  book: Program;
  testBed: TestBed;
  sink: Program;
}

/** Sets up two book processes: one publishes to a sink that answers at once, the other to RabbitMQ through the one-machine ingress. */
export function openRelayPart(run: BenchRun, options: Options): Promise<OpenPart> {
  return setUp(async (undo) => {
    const ms = options.seconds * 1_000;
    const open = async (name: string, env: Record<string, string>): Promise<RelaySetup> => {
      const testBed = undo.add(await openTestBed(run, { shards: [SHARD] }), (opened) => opened.close());
      const sink = undo.add(await startOwn(run, name, env, CORES.callers), (program) => program.stop());
      const book = undo.add(await startBook(testBed, sink), (program) => program.stop());
      return { testBed, sink, book };
    };
    const bare = await open('sink', {});
    const rabbit = await open('ingress', { AMQP_URL: run.servers.amqpUrl });
    const buyersOf = signedInBuyers(run, (await bare.testBed.service('book-e0')).env);
    const sale = { callers: CALLERS, hall: ARENA, events: 1, ms };
    const seller = { shard: SHARD, slot: 1, orders: 'orders', claims: 'seat_claims', more: [], publishes: true };
    const afterStop = async (setup: RelaySetup) =>
      publishAfterStop(run, setup, options.quick ? WAITING.quick : WAITING.usual, await buyersOf());
    return {
      variants: [
        {
          name: 'orders, published to a bare sink',
          round: async () =>
            runSale(
              run,
              { ...seller, program: bare.book, testBed: bare.testBed },
              { ...sale, buyers: await buyersOf() },
            ),
        },
        { name: 'relay to a bare sink', round: () => afterStop(bare) },
        { name: 'relay to RabbitMQ through the ingress', round: () => afterStop(rabbit) },
        { name: 'sweep to a bare sink', round: () => sweep(bare) },
      ],
      notes: [
        `The relay by itself: while orders are placed, its messages are made to wait (the sink is stopped, SIGSTOP); then the sink goes on, and the time until the outbox is empty is taken. The sweep takes up ${SWEPT} rows that a dead process left behind, and notes each of their orders for repair.`,
        'The bare sink answers 202 and forgets. The ingress is that of the one-machine run in a process of its own: 202 after the confirm of RabbitMQ, whose quorum queues keep the events. Both run on the callers’ core. An order is one event; an event’s sales figure goes with each batch and is not counted.',
      ],
      close: () => undo.all(),
    };
  });
}

async function publishAfterStop(
  run: BenchRun,
  { testBed, book, sink }: RelaySetup,
  most: number,
  buyers: SignedInUser[],
): Promise<LoadFigures> {
  const pool = testBed.pool(SHARD);
  const ids = await insertEvents(pool, ARENA, 1);
  const requests = orderRequests(ids, pairsIn(ARENA, run.random), buyers, most);
  const load = { port: book.port, requests, callers: CALLERS, expect: 201, folder: run.folder, watch: {} };
  process.kill(sink.pid, 'SIGSTOP');
  try {
    const { acknowledged } = await drive({ ...load, warmMs: 0, ms: LONGEST_STOP_MS });
    const waiting = await countRows(pool, 'outbox');
    if (waiting !== acknowledged)
      throw new Error(`${acknowledged} orders were acknowledged, but ${waiting} wait to be published`);
    return await timePublishing(testBed, book, waiting, async () => void process.kill(sink.pid, 'SIGCONT'));
  } finally {
    process.kill(sink.pid, 'SIGCONT');
    await testBed.clear(SHARD);
  }
}

async function sweep({ testBed, book }: RelaySetup): Promise<LoadFigures> {
  const pool = testBed.pool(SHARD);
  try {
    const [eventId = ''] = await insertEvents(pool, ARENA, 1);
    await leftBehind(pool, eventId, SWEPT);
    // Its answer comes after the repairs, which are not what is measured.
    let answered: Promise<unknown> = Promise.resolve();
    const figures = await timePublishing(testBed, book, SWEPT, async () => {
      answered = fetch(`http://127.0.0.1:${book.port}/cloudevents`, {
        method: 'POST',
        headers: tickOf(testBed),
        body: '{}',
      });
    });
    await answered;
    return figures;
  } finally {
    await testBed.clear(SHARD);
  }
}

/** From `begin` until the outbox is empty. */
async function timePublishing(
  testBed: TestBed,
  book: Program,
  events: number,
  begin: () => Promise<void>,
): Promise<LoadFigures> {
  const cpuBefore = cpuMs(book.pid);
  const begunAt = performance.now();
  await begin();
  await until('the outbox is empty', async () => (await countRows(testBed.pool(SHARD), 'outbox')) === 0, PUBLISHED_MS);
  const tookMs = performance.now() - begunAt;
  return {
    perSecond: (events / tookMs) * 1_000,
    nodeUs: ((cpuMs(book.pid) - cpuBefore) / events) * 1_000,
    events,
  };
}
