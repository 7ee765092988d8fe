/**
 * Ids of imported events: the same organizer and record always make the same id, so an import can be repeated after it
 * was killed half-way and publishes nothing twice.
 */
import { createHash } from 'node:crypto';
import { chosenEventId } from '../../../functions/shared/event/chosen-id.ts';

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 26;

/** The id that a record has at every import. */
export function eventIdFor(organizerId: string, identity: readonly string[]): string {
  return chosenEventId(organizerId, JSON.stringify(identity));
}

/**
 * The id that earlier versions gave a record: 12 bits of a SHA-256 for the slot, the 128 after them for the rest. Anybody could
 * derive and take it, so no new event gets one; what was imported under it is found again.
 */
export function formerEventIdFor(organizerId: string, identity: readonly string[]): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([organizerId, ...identity]))
    .digest('hex');
  let bits = BigInt(`0x${hash.slice(3, 35)}`);
  let text = '';
  for (let index = 0; index < LENGTH; index++) {
    text = (CROCKFORD[Number(bits & 31n)] ?? '') + text;
    bits >>= 5n;
  }
  return `evt_${hash.slice(0, 3)}_${text}`;
}
