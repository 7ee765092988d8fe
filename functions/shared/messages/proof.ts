/**
 * Who says an event: its proof, an HMAC-SHA256 under the key of the shard it comes from, in the extension attribute `proof`.
 * It travels with the event through broker, queue, dispatcher and dead letters, none of which can add anything of its own on a
 * cluster (eventing-rabbitmq 1.22 has neither OIDC nor headers to set), so that the one who acts on an event can check who said it.
 */
import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** A shard's key. */
export type EventKey = KeyObject;

/** The header of a proof in binary mode. */
export const PROOF = 'ce-proof';

/** Below it a key could be guessed: 32 bytes, in whatever letters. */
export const SHORTEST_KEY = 32;

/** What a proof is made over, beside the data; each as it stands in its header. */
export interface Attributes {
  source: string;
  id: string;
  type: string;
  subject: string;
  /** RFC 3339. Its moment counts, not its spelling: the dispatcher writes it anew. */
  time: string;
  slot: string;
}

/** The source of a shard's events: absolute, as CloudEvents 1.0 recommends, and the same wherever the shard is. */
export function sourceOf(shard: string): string {
  return `urn:seatmesh:shard:${shard}`;
}

/**
 * How releases before named the source of a shard's events. Messages that they published are in queues and among dead letters still, and
 * while a new release comes, its functions take messages of both.
 */
export function formerSourceOf(shard: string): string {
  return `/seatmesh/${shard}`;
}

/** The shard that a source names in either way; undefined for what is no source of ours. */
export function shardIn(source: string): string | undefined {
  return /^(?:urn:seatmesh:shard:|\/seatmesh\/)([a-z0-9]+)$/.exec(source)?.[1];
}

/** A key from its text. @throws Error when it is too short */
export function eventKey(text: string): EventKey {
  if (text.length < SHORTEST_KEY) throw new Error(`a key has ${SHORTEST_KEY} characters or more`);
  return createSecretKey(text, 'utf8');
}

/** The proof of an event: base64url. */
export function proofOf(key: EventKey, { source, id, type, subject, time, slot }: Attributes, data: string | Buffer) {
  // JSON has no line break of its own, so nothing of the data can be taken for an attribute.
  const attributes = JSON.stringify([source, id, type, subject, Date.parse(time), slot]);
  return createHmac('sha256', key).update(attributes).update('\n').update(data).digest('base64url');
}

/** Whether the proof in the headers of a binary-mode request was made under one of some keys. */
export function isProven(keys: readonly EventKey[], headers: IncomingHttpHeaders, data: Buffer): boolean {
  const given = headers[PROOF];
  const attributes = attributesIn(headers);
  return typeof given === 'string' && keys.some((key) => isSameSecret(given, proofOf(key, attributes, data)));
}

/** Compares in a time that tells nothing about where two texts differ. */
export function isSameSecret(given: string, right: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(right)];
  return one.length === other.length && timingSafeEqual(one, other);
}

function attributesIn(headers: IncomingHttpHeaders): Attributes {
  const attribute = (name: string): string => String(headers[`ce-${name}`] ?? '');
  return {
    source: attribute('source'),
    id: attribute('id'),
    type: attribute('type'),
    subject: attribute('subject'),
    time: attribute('time'),
    slot: attribute('slot'),
  };
}
