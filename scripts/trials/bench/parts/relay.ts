/** How fast one book process tells the broker what it sold, against how fast it sells. */
import { audience, type Buyer } from '../scene/buyers.ts';
import { PROOF } from '../../../../functions/shared/messages/proof.ts';
import { cpuMs } from '../load/cpu.ts';
import { countRows, type Ground, openGround } from '../scene/variant.ts';
import { drive } from '../load/drive.ts';
import { leftBehind } from '../scene/left-behind.ts';
import type { Figures } from '../load/figures.ts';
import type { OpenPart } from '../part.ts';
import type { Options } from '../options.ts';
import { CORES } from '../load/pinned.ts';
import type { Program } from '../scene/program.ts';
import { runSale } from '../sale-run.ts';
import type { Site } from '../scene/private-servers.ts';
import { ARENA, orderRequests, pairsIn, stageEvents } from '../scene/events.ts';
import { startBook, startOwn } from '../scene/start-programs.ts';
import { setUp } from '../scene/undo.ts';
import { until } from '../../../testing/until.ts';

const SHARD = 'e0';
const CALLERS = 64;
/** So many orders wait to be told, or as many as can be placed while the relay is patient: it gives a publication five seconds. */
const WAITING = { usual: 4_000, quick: 1_000 };
const LONGEST_STOP_MS = 3_500;
const SWEPT = 3_000;
const TOLD_MS = 60_000;
/** As a PingSource ticks. */
const tickOf = ({ tick }: Ground) => ({
  [PROOF]: tick,
  'content-type': 'application/json',
  'ce-specversion': '1.0',
  'ce-id': 'bench',
  'ce-source': '/bench',
  'ce-type': 'dev.knative.sources.ping',
  'ce-time': '2031-01-01T00:00:00Z',
});

interface Teller {
  book: Program;
  ground: Ground;
  sink: Program;
}

/** Sets up two book processes: one tells a sink that answers at once, the other RabbitMQ through the one-machine ingress. */
export function openRelay(site: Site, options: Options): Promise<OpenPart> {
  return setUp(async (undo) => {
    const ms = options.seconds * 1_000;
    const open = async (name: string, env: Record<string, string>): Promise<Teller> => {
      const ground = undo.add(await openGround(site, { shards: [SHARD] }), (opened) => opened.close());
      const sink = undo.add(await startOwn(site, name, env, CORES.callers), (program) => program.stop());
      const book = undo.add(await startBook(ground, sink), (program) => program.stop());
      return { ground, sink, book };
    };
    const bare = await open('sink', {});
    const rabbit = await open('ingress', { AMQP_URL: site.servers.amqpUrl });
    const buyersOf = audience(site, (await bare.ground.service('book-e0')).env);
    const sale = { callers: CALLERS, hall: ARENA, events: 1, ms };
    const seller = { shard: SHARD, slot: 1, orders: 'orders', claims: 'seat_claims', more: [], tells: true };
    const afterStop = async (teller: Teller) =>
      tellAfterStop(site, teller, options.quick ? WAITING.quick : WAITING.usual, await buyersOf());
    return {
      variants: [
        {
          name: 'orders, told to a bare sink',
          round: async () =>
            runSale(
              site,
              { ...seller, program: bare.book, ground: bare.ground },
              { ...sale, buyers: await buyersOf() },
            ),
        },
        { name: 'relay to a bare sink', round: () => afterStop(bare) },
        { name: 'relay to RabbitMQ through the ingress', round: () => afterStop(rabbit) },
        { name: 'sweep to a bare sink', round: () => sweep(bare) },
      ],
      notes: [
        `The relay by itself: while orders are placed, what it tells is made to wait (the sink is stopped, SIGSTOP); then the sink goes on, and the time until the outbox is empty is taken. The sweep takes up ${SWEPT} rows that a dead process left behind, and notes each of their orders for repair.`,
        'The bare sink answers 202 and forgets. The ingress is that of the one-machine run in a process of its own: 202 after the confirm of RabbitMQ, whose quorum queues keep the events. Both run on the callers’ core. An order is one event; an event’s sales figure goes with each batch and is not counted.',
      ],
      close: () => undo.all(),
    };
  });
}

async function tellAfterStop(
  site: Site,
  { ground, book, sink }: Teller,
  most: number,
  buyers: Buyer[],
): Promise<Figures> {
  const pool = ground.pool(SHARD);
  const ids = await stageEvents(pool, ARENA, 1);
  const requests = orderRequests(ids, pairsIn(ARENA, site.random), buyers, most);
  const load = { port: book.port, requests, callers: CALLERS, expect: 201, folder: site.folder, watch: {} };
  process.kill(sink.pid, 'SIGSTOP');
  try {
    const { acknowledged } = await drive({ ...load, warmMs: 0, ms: LONGEST_STOP_MS });
    const waiting = await countRows(pool, 'outbox');
    if (waiting !== acknowledged)
      throw new Error(`${acknowledged} orders were acknowledged, but ${waiting} wait to be told`);
    return await telling(ground, book, waiting, async () => void process.kill(sink.pid, 'SIGCONT'));
  } finally {
    process.kill(sink.pid, 'SIGCONT');
    await ground.clear(SHARD);
  }
}

async function sweep({ ground, book }: Teller): Promise<Figures> {
  const pool = ground.pool(SHARD);
  try {
    const [eventId = ''] = await stageEvents(pool, ARENA, 1);
    await leftBehind(pool, eventId, SWEPT);
    // Its answer comes after the repairs, which are not what is measured.
    let answered: Promise<unknown> = Promise.resolve();
    const figures = await telling(ground, book, SWEPT, async () => {
      answered = fetch(`http://127.0.0.1:${book.port}/cloudevents`, {
        method: 'POST',
        headers: tickOf(ground),
        body: '{}',
      });
    });
    await answered;
    return figures;
  } finally {
    await ground.clear(SHARD);
  }
}

/** From `begin` until the outbox is empty. */
async function telling(ground: Ground, book: Program, events: number, begin: () => Promise<void>): Promise<Figures> {
  const cpuBefore = cpuMs(book.pid);
  const begunAt = performance.now();
  await begin();
  await until('the outbox is told', async () => (await countRows(ground.pool(SHARD), 'outbox')) === 0, TOLD_MS);
  const tookMs = performance.now() - begunAt;
  return {
    perSecond: (events / tookMs) * 1_000,
    nodeUs: ((cpuMs(book.pid) - cpuBefore) / events) * 1_000,
    events,
  };
}
