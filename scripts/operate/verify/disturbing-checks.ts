/** What is checked while something is taken away from those who use the system: a sale goes on meanwhile. */
import { randomUUID } from 'node:crypto';
import { Fault } from '../../cli/fault.ts';
import { pause } from '../cluster/pause.ts';
import { ask, jsonOf, shown, wanted } from './asking.ts';
import { storyOf } from './edge-checks.ts';
import type { ClusterCheck, ClusterScene } from './verify-check.ts';

const LOOK_MS = 3_000;
const LOAD_PAUSE_MS = 100;
const SERVING = 'serving.knative.dev';

/** Orders without a pause, each repeated with its key until it is answered; every one must be there once in the end. */
async function whileOrdering(
  scene: ClusterScene,
  disturb: () => Promise<void>,
): Promise<{ asked: number; failed: number; seats: number; slowestMs: number }> {
  const { token, eventId } = await storyOf(scene);
  const { place, signal } = scene;
  const figures = { asked: 0, failed: 0, seats: 0, slowestMs: 0 };
  const ending = new AbortController();
  const selling = async (): Promise<void> => {
    for (let seat = 10; seat <= 40 && !ending.signal.aborted; seat += 1) {
      const key = randomUUID();
      const order = {
        method: 'POST',
        token,
        body: { seats: [`A-1-${seat}`] },
        headers: { 'idempotency-key': key },
        signal,
      };
      for (let tries = 1; ; tries += 1) {
        figures.asked += 1;
        const answer = await ask(place, `/v1/events/${eventId}/orders`, order).catch(() => undefined);
        figures.slowestMs = Math.max(figures.slowestMs, answer?.ms ?? 0);
        if (answer?.status === 201 || answer?.status === 200) break;
        figures.failed += 1;
        if (tries === 60) throw new Fault(`seat ${seat} could not be ordered: ${answer ? shown(answer) : 'no answer'}`);
        await pause(500 + Math.random() * 500, signal);
      }
      figures.seats += 1;
      await pause(LOAD_PAUSE_MS, signal);
    }
  };
  const sold = selling();
  try {
    await Promise.all([sold, disturb()]);
  } finally {
    ending.abort();
  }
  const { counts } = (await wanted(place, 200, `/v1/events/${eventId}/availability`, { signal })) as {
    counts: { sold: number };
  };
  if (counts.sold < figures.seats)
    throw new Fault(`${figures.seats} seats were confirmed, ${counts.sold} are sold: an order was lost`);
  return figures;
}

const told = ({ asked, failed, seats, slowestMs }: Awaited<ReturnType<typeof whileOrdering>>): string =>
  `${seats} seats in ${asked} requests, ${failed} repeated, the slowest ${Math.round(slowestMs)} ms; each sold once`;

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
    });
    if (figures.failed > 0) throw new Fault(`orders depend on RabbitMQ: ${told(figures)}`);
    const { userId, token } = await storyOf(scene);
    const giveUpAt = performance.now() + 5 * 60_000;
    for (;;) {
      const answer = await ask(scene.place, `/v1/users/${userId}/orders`, { token, signal: scene.signal });
      const items = (jsonOf(answer)?.['items'] ?? []) as unknown[];
      if (items.length >= Math.min(figures.seats, 20)) return told(figures);
      if (performance.now() > giveUpAt) throw new Fault(`only ${items.length} records of ${figures.seats} orders came`);
      await pause(LOOK_MS, scene.signal);
    }
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
    });
    if (figures.failed > 0) throw new Fault(`${figures.failed} requests failed: ${told(figures)}`);
    return told(figures);
  },
};

export const DISTURBING_CHECKS: readonly ClusterCheck[] = [kill, rabbit, rollout];
