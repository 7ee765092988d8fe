/** What is checked while something is taken away from those who use the system: a sale goes on meanwhile. */
import { randomUUID } from 'node:crypto';
import { Fault } from '../../cli/fault.ts';
import { pause } from '../cluster/pause.ts';
import type { EdgeAnswer } from '../cluster/edge-client.ts';
import { ask, type EdgeQuestion, jsonOf, shown, wanted } from './asking.ts';
import { storyOf } from './edge-checks.ts';
import { endStory, publishTrial } from './story.ts';
import type { ClusterCheck, ClusterScene } from './verify-check.ts';

const LOOK_MS = 3_000;
const SERVING = 'serving.knative.dev';
/** Rows of forty seats each, of which one is ordered after the other. */
const ROWS = 20;
const SELLERS = 2;
const READERS = 4;
const ORDER_PAUSE_MS = 400;
const READ_PAUSE_MS = 150;
/** An order is tried so often until it is answered. */
const TRIES = 60;
/** For how long the load goes on after something was taken away. */
const AFTERWARDS_MS = 20_000;
/** How long records may take after that: the broker tries again for four minutes. */
const RECORDS_MS = 5 * 60_000;

interface Figures {
  asked: number;
  /** Requests that were not answered, or otherwise than they should be; each was repeated. */
  failed: number;
  /** Confirmed, each a seat. */
  seats: number;
  slowestMs: number;
  orderIds: string[];
  /** Of those that failed, the first. */
  example: string | undefined;
}

/**
 * Orders and reads without a pause, at an event of its own, for as long as something is disturbed. Orders are repeated with their key until they are
 * answered; every one that was confirmed must be there once in the end.
 */
async function whileOrdering(scene: ClusterScene, disturb: () => Promise<void>): Promise<Figures> {
  const { token } = await storyOf(scene);
  const { place, signal } = scene;
  const eventId = await publishTrial(place, token, ROWS, signal);
  const figures: Figures = { asked: 0, failed: 0, seats: 0, slowestMs: 0, orderIds: [], example: undefined };
  const ending = new AbortController();
  const counted = async (path: string, asked: EdgeQuestion = {}): Promise<EdgeAnswer | undefined> => {
    figures.asked += 1;
    const answer = await ask(place, path, { ...asked, signal }).catch((error: Error) => error.message);
    if (typeof answer !== 'string') figures.slowestMs = Math.max(figures.slowestMs, answer.ms);
    if (typeof answer !== 'string' && (answer.status === 200 || answer.status === 201)) return answer;
    // Told to slow down it is not refused.
    const wait =
      typeof answer !== 'string' && answer.status === 429 ? Number(answer.headers['retry-after']) : Number.NaN;
    if (Number.isNaN(wait)) {
      figures.failed += 1;
      figures.example ??= typeof answer === 'string' ? answer : shown(answer);
    }
    await pause(Number.isNaN(wait) ? 500 + Math.random() * 500 : wait * 1_000, signal);
    return undefined;
  };
  const seats = Array.from({ length: ROWS * 40 }, (_, index) => `A-${Math.floor(index / 40) + 1}-${(index % 40) + 1}`);
  const sell = async (): Promise<void> => {
    for (let seat = seats.shift(); seat !== undefined && !ending.signal.aborted; seat = seats.shift()) {
      const order = { method: 'POST', token, body: { seats: [seat] }, headers: { 'idempotency-key': randomUUID() } };
      let placed: EdgeAnswer | undefined;
      for (let tries = 0; placed === undefined; tries += 1) {
        if (tries === TRIES) throw new Fault(`seat ${seat} could not be ordered: ${figures.example}`);
        placed = await counted(`/v1/events/${eventId}/orders`, order);
      }
      figures.orderIds.push(String(jsonOf(placed)?.['id']));
      figures.seats += 1;
      await pause(ORDER_PAUSE_MS, signal);
    }
  };
  const read = async (path: string): Promise<void> => {
    while (!ending.signal.aborted) {
      await counted(path);
      await pause(READ_PAUSE_MS, signal);
    }
  };
  const reads = ['', '/availability'].map((end) => `/v1/events/${eventId}${end}`);
  const load = [
    ...Array.from({ length: SELLERS }, () => sell()),
    ...Array.from({ length: READERS }, (_, index) => read(reads[index % reads.length] ?? '/v1/events')),
  ];
  try {
    await Promise.race([disturb(), ...load.slice(0, SELLERS).map(failing)]);
  } finally {
    ending.abort();
  }
  await Promise.all(load);
  const { counts } = (await wanted(place, 200, `/v1/events/${eventId}/availability`, { signal })) as {
    counts: { sold: number };
  };
  await endStory(place, { eventId, token }, signal);
  if (counts.sold !== figures.seats) throw new Fault(`${figures.seats} seats were confirmed, ${counts.sold} are sold`);
  return figures;
}

/** Never comes true; fails when that does. */
async function failing(work: Promise<void>): Promise<never> {
  await work;
  return new Promise<never>(() => {});
}

const told = ({ asked, failed, seats, slowestMs, example }: Figures): string =>
  `${seats} seats in ${asked} requests, ${failed} of them failed, the slowest ${Math.round(slowestMs)} ms; each sold once${example === undefined ? '' : `; the first that failed: ${example}`}`;

const kill: ClusterCheck = {
  name: 'kill',
  about: "book's pods are killed in mid-order: every confirmed order is there, once",
  disturbs: true,
  run: async (scene) =>
    told(
      await whileOrdering(scene, async () => {
        await pause(1_000, scene.signal);
        const args = [
          'delete',
          'pods',
          '-l',
          `${SERVING}/service`,
          '--field-selector=status.phase=Running',
          '--grace-period=0',
          '--force',
        ];
        await scene.cluster.text(args);
        await pause(AFTERWARDS_MS, scene.signal);
      }),
    ),
};

const rabbit: ClusterCheck = {
  name: 'rabbit',
  about: 'a node of RabbitMQ is deleted in mid-sale: sales go on, records follow',
  disturbs: true,
  run: async (scene) => {
    const figures = await whileOrdering(scene, async () => {
      await pause(1_000, scene.signal);
      await scene.cluster.text(['-n', 'rabbitmq', 'delete', 'pod', 'rabbitmq-server-0', '--wait=false'], {
        everywhere: true,
      });
      await pause(AFTERWARDS_MS, scene.signal);
    });
    if (figures.failed > 0) throw new Fault(`what is sold depends on RabbitMQ: ${told(figures)}`);
    const { userId, token } = await storyOf(scene);
    const giveUpAt = performance.now() + RECORDS_MS;
    for (const orderId of figures.orderIds)
      while ((await ask(scene.place, `/v1/users/${userId}/orders/${orderId}`, { token })).status !== 200) {
        if (performance.now() > giveUpAt) throw new Fault(`order ${orderId} has no record; ${told(figures)}`);
        await pause(LOOK_MS, scene.signal);
      }
    return `${told(figures)}; all have their record`;
  },
};

const rollout: ClusterCheck = {
  name: 'rollout',
  about: 'new revisions of all functions under load: no request fails',
  disturbs: true,
  run: async (scene) => {
    const figures = await whileOrdering(scene, async () => {
      const services = await scene.cluster.list(`services.${SERVING}`);
      const patch = {
        spec: { template: { metadata: { annotations: { 'seatmesh.dev/verified-at': new Date().toISOString() } } } },
      };
      for (const { metadata } of services)
        await scene.cluster.text([
          'patch',
          `services.${SERVING}`,
          metadata.name,
          '--type=merge',
          '-p',
          JSON.stringify(patch),
        ]);
      const wait = ['wait', `services.${SERVING}`, '--all', '--for=condition=Ready', '--timeout=300s'];
      await scene.cluster.text(wait, { timeoutMs: 330_000 });
      await pause(AFTERWARDS_MS, scene.signal);
    });
    if (figures.failed > 0) throw new Fault(`${figures.failed} requests failed: ${told(figures)}`);
    return told(figures);
  },
};

export const DISTURBING_CHECKS: readonly ClusterCheck[] = [kill, rabbit, rollout];
