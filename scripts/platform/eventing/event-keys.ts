/** The keys in an installation's Secrets `events-<shard>`: who may publish to a Broker here. */
import { type EventKey, eventKey, formerSourceOf, sourceOf } from '../../../functions/shared/messages/proof.ts';
import type { EventKeys } from './broker.ts';
import type { Sources } from '../serving/environment.ts';

/** By source; undefined when there is no such Secret. */
export function ingressKeys(secrets: Sources['secrets']): EventKeys | undefined {
  const keys = new Map<string, EventKey[]>();
  for (const [name, { key }] of Object.entries(secrets)) {
    const [, shard] = /^events-(\w+)$/.exec(name) ?? [];
    if (!shard || !key) continue;
    const own = key.split(',').map((text) => eventKey(text.trim()));
    for (const source of [sourceOf(shard), formerSourceOf(shard)]) keys.set(source, own);
  }
  return keys.size > 0 ? keys : undefined;
}
