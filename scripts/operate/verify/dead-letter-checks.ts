/**
 * The way of what cannot be handled, through the real broker to where `npm run dead-letters` finds it. Messages are made up, with a proof of a shard's own key:
 * one that its consumer can read and never handle, which it keeps at once; and one that its consumer does not believe, because it knows no key of that shard, so
 * that the broker tries all its times and brings it to its dead-letter sink, which knows them all.
 */
import { ulid } from 'ulid';
import { type EventType, wireType } from '../../../events/catalog.ts';
import { eventKey, PROOF, proofOf, sourceOf } from '../../../functions/shared/messages/proof.ts';
import { addressHeaders } from '../../../functions/shared/messages/publisher.ts';
import { Fault } from '../../cli/fault.ts';
import { findTargets } from '../../system/databases/database-targets.ts';
import { withDatabases } from '../cluster/database-way.ts';
import { askEdge } from '../cluster/edge-client.ts';
import type { Kubectl } from '../cluster/kubectl.ts';
import { pause } from '../cluster/pause.ts';
import { BROKER_INGRESS, withPortForward } from '../cluster/port-forward.ts';
import {
  closeBoxes,
  findLetter,
  type Key,
  ofEveryShard,
  openBoxes,
  removeLetter,
  type WholeLetter,
} from '../dead-letters/letters.ts';
import type { ClusterCheck, SentLetter } from './verify-check.ts';

/** Which consumer takes it: order-record, which knows the events shards alone. */
const TYPE: EventType = 'order.confirmed.v1';
/** A start from zero, and a delivery. */
const SOON_MS = 90_000;
/** 1 + 2 + 4 … + 128 s between tries, each of which may take 10 s, and the same again for the sink. */
const GIVEN_UP_MS = 10 * 60_000;
const LOOK_MS = 1_000;
const SUBJECT = 'verify-cluster';
const SLOT = '000';

/** A message as a shard sends it, without its proof. Pure. */
export function madeUp(shard: string, id: string, now: Date): { headers: Record<string, string>; body: string } {
  const type = wireType(TYPE);
  return {
    headers: {
      'content-type': 'application/json',
      'ce-specversion': '1.0',
      'ce-id': id,
      'ce-source': sourceOf(shard),
      'ce-type': type,
      'ce-subject': SUBJECT,
      'ce-time': now.toISOString(),
      'ce-slot': SLOT,
      ...addressHeaders(type),
    },
    body: JSON.stringify({ madeBy: SUBJECT }),
  };
}

/** @param key of the shard's Secret: perhaps two, the newest first. Pure. */
export function madeUpProof(key: string, shard: string, id: string, now: Date): string {
  const [newest = ''] = key.split(',');
  const attributes = {
    source: sourceOf(shard),
    id,
    type: wireType(TYPE),
    subject: SUBJECT,
    time: now.toISOString(),
    slot: SLOT,
  };
  return proofOf(eventKey(newest.trim()), attributes, madeUp(shard, id, now).body);
}

/** Hands it to the broker's ingress. */
async function send(cluster: Kubectl, shard: string): Promise<SentLetter> {
  const text = (await cluster.find('secret', `events-${shard}`))?.data?.['key'];
  if (text === undefined) throw new Fault(`there is no Secret events-${shard}`);
  const id = ulid();
  const now = new Date();
  const { headers, body } = madeUp(shard, id, now);
  const proof = madeUpProof(Buffer.from(text, 'base64').toString(), shard, id, now);
  const answer = await withPortForward(cluster, BROKER_INGRESS, 80, (url) =>
    askEdge({ url, isForwarded: true }, '/', {
      method: 'POST',
      headers: { ...headers, [PROOF]: proof, 'content-length': String(body.length) },
      body,
    }),
  );
  if (answer.status !== 202) throw new Fault(`the broker's ingress answered ${answer.status}`);
  return { source: sourceOf(shard), id, at: performance.now() };
}

/** Looks for it as `npm run dead-letters -- show` does, and removes it. */
async function found(cluster: Kubectl, letter: Key, limitMs: number, signal: AbortSignal): Promise<WholeLetter> {
  return withDatabases(cluster, process.env, async (env) => {
    const boxes = openBoxes(await findTargets({ dataDir: '', as: 'functions', env }));
    const giveUpAt = performance.now() + limitMs;
    try {
      for (;;) {
        const {
          found: [one],
          away,
        } = await ofEveryShard(boxes, (box) => findLetter(box, letter.source, letter.id));
        if (one) return one;
        if (performance.now() > giveUpAt)
          throw new Fault(
            away.length > 0
              ? away.join('; ')
              : `a message that cannot be handled is not among the dead letters after ${Math.round(limitMs / 1_000)} s (${letter.source} ${letter.id})`,
          );
        await pause(LOOK_MS, signal);
      }
    } finally {
      await ofEveryShard(boxes, async (box) => [await removeLetter(box, letter)]);
      await closeBoxes(boxes);
    }
  });
}

const told = ({ shard, reason }: WholeLetter, sentAt: number): string =>
  `in ${shard} after ${Math.round((performance.now() - sentAt) / 1_000)} s: ${reason.slice(0, 80)}; removed again`;

const refused: ClusterCheck = {
  name: 'dead-letter',
  about: 'a message that its consumer can never handle comes through the broker and is found among the dead letters',
  run: async (scene) => {
    const { cluster, signal } = scene;
    // The long way begins now, so that it is nearly over when it is looked at.
    if (scene.looksForGivenUp) scene.givenUp = await send(cluster, 'u0');
    const letter = await send(cluster, 'e0');
    return told(await found(cluster, letter, SOON_MS, signal), letter.at);
  },
};

const givenUp: ClusterCheck = {
  name: 'given-up',
  about:
    'a message whose every delivery fails comes to the dead-letter sink of the Broker (after all tries, 4 min 15 s and more)',
  disturbs: true,
  run: async (scene) => {
    const { cluster, signal } = scene;
    const letter = scene.givenUp ?? (await send(cluster, 'u0'));
    const one = await found(cluster, letter, GIVEN_UP_MS - (performance.now() - letter.at), signal);
    if (!one.reason.includes('every delivery failed')) throw new Fault(`it is kept for another reason: ${one.reason}`);
    return told(one, letter.at);
  },
};

export const DEAD_LETTER_CHECKS: readonly ClusterCheck[] = [refused];
export const GIVEN_UP_CHECK = givenUp;
