/** Events as the dispatcher delivers them: what one of ours would have said, with its proof; each part can be made wrong. */
import { ulid } from 'ulid';
import { wireType, type EventType } from '../../events/catalog.ts';
import { eventKey, PROOF, proofOf, shardIn, sourceOf } from '../../functions/shared/messages/proof.ts';
import { isWaking } from '../../functions/shared/messages/ticks.ts';
import { readShardMaps } from '../platform/spec/shards.ts';

type Secrets = Record<string, Record<string, string>>;

/** An event to deliver past the broker. What is left out is as it should be. */
export interface TestDelivery {
  /** A type of message, without its prefix or with it. */
  type: EventType | `${string}.${string}.${string}.${string}`;
  data: unknown;
  id?: string;
  source?: string;
  subject?: string;
  slot?: string;
  time?: string;
  /** Sent as it is, instead of `data`. */
  raw?: string;
  /** False: none. */
  proof?: string | false;
}

const maps = await readShardMaps();

/** Headers and body of a delivery. */
export function deliveryOf(secrets: Secrets, event: TestDelivery): { headers: Record<string, string>; raw: string } {
  const { type, data, raw = JSON.stringify(data), id = ulid(), time = new Date().toISOString() } = event;
  const about = aboutIn(data);
  const slot = event.slot ?? /^[a-z]{3}_([0-9a-f]{3})_/.exec(about)?.[1];
  const source = event.source ?? sourceOf(slot === undefined ? 'e0' : ownerOf(about, slot));
  const subject = event.subject ?? about;
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'ce-specversion': '1.0',
    'ce-id': id,
    'ce-source': source,
    'ce-type': type.split('.').length > 3 ? type : wireType(type as EventType),
    'ce-time': time,
    ...(subject && { 'ce-subject': subject }),
    ...(slot !== undefined && { 'ce-slot': slot }),
  };
  if (event.proof === false) return { headers, raw };
  return {
    headers: event.proof === undefined ? proven(secrets, headers, raw) : { ...headers, [PROOF]: event.proof },
    raw,
  };
}

/** Adds the proof of whoever the headers name as their source; of nobody's, none that anybody believes. */
export function proven(secrets: Secrets, headers: Record<string, string>, raw: string): Record<string, string> {
  const attribute = (name: string): string => headers[`ce-${name}`] ?? '';
  if (isWaking(attribute('type'))) return { ...headers, [PROOF]: secrets['ticks']?.['proof'] ?? '' };
  const shard = shardIn(attribute('source')) ?? '';
  const key = eventKey(secrets[`events-${shard}`]?.['key'] ?? 'a key that nobody else has, and long enough');
  const attributes = {
    source: attribute('source'),
    id: attribute('id'),
    type: attribute('type'),
    subject: attribute('subject'),
    time: attribute('time'),
    slot: attribute('slot'),
  };
  return { 'content-type': 'application/json', ...headers, [PROOF]: proofOf(key, attributes, raw) };
}

function ownerOf(id: string, slot: string): string {
  return (id.startsWith('usr_') ? maps.users : maps.events).ownerOf(Number.parseInt(slot, 16));
}

/** The id that an event of the catalog is about. */
function aboutIn(data: unknown): string {
  const { orderId, eventId, userId } = (data ?? {}) as Record<string, unknown>;
  return [orderId, eventId, userId].find((id) => typeof id === 'string') ?? '';
}
