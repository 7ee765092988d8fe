/**
 * Ids of holds. The last eight characters are of a hash of the others and of the buyer: whose a hold was can be told when it is gone and nothing is
 * left of it. So whoever gives back what was his is told the same each time, and of what is or was somebody else's nothing, not even that it is there.
 * It is no secret and gives no right: who has a hold stands in its record.
 */
import { hash } from 'node:crypto';
import { newId, slotOf } from '../../shared/ids.ts';

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const OWNER_CHARACTERS = 8;

/** A fresh id of a hold of an event, for a buyer. */
export function newHoldId(eventId: string, buyer: string): string {
  const start = newId('hld', slotOf(eventId)).slice(0, -OWNER_CHARACTERS);
  return start + ownerPart(start, buyer);
}

/** Whether a hold with this id can only have been this buyer's. */
export function isHoldIdOf(holdId: string, buyer: string): boolean {
  const start = holdId.slice(0, -OWNER_CHARACTERS);
  return holdId === start + ownerPart(start, buyer);
}

function ownerPart(start: string, buyer: string): string {
  const digest = hash('sha256', `${start} ${buyer}`, 'buffer');
  return Array.from(digest.subarray(0, OWNER_CHARACTERS), (byte) => CROCKFORD[byte & 31]).join('');
}
