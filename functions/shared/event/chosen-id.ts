/**
 * Ids of events that a caller chooses, so that an import can be repeated: an organizer has a part of all ids, and within it
 * nobody chooses the slot.
 *
 *     evt_<slot>_<owner><rest>
 *
 * - owner: 13 Crockford base32 characters, the first 63 bits of SHA-256 of the organizer's id (the first character has three
 *   bits, as in every ULID). User ids are drawn by the server, so having somebody else's part means hitting 63 bits by chance.
 * - rest: 13 more characters, for the organizer to choose: 65 bits of a hash of whatever names the event where it comes from.
 * - slot: the first three hex digits of SHA-256 of these 26 characters, so that an organizer's events are spread evenly.
 */
import { createHash } from 'node:crypto';

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const OWNER = { bits: 63, characters: 13 };
const REST = { bits: 65, characters: 13 };

/** The id of an organizer's event. @param key names the event among all of this organizer; hashed, so of any length */
export function chosenEventId(organizerId: string, key: string): string {
  const tail = ownerPart(organizerId) + firstBits(key, REST);
  return `evt_${slotOfTail(tail)}_${tail}`;
}

/** Why an id is not one that this organizer may choose; undefined when it is. */
export function whyNotChosenBy(organizerId: string, eventId: string): string | undefined {
  const tail = eventId.slice(8);
  if (!tail.startsWith(ownerPart(organizerId)))
    return `ids of your choice read evt_<slot>_${ownerPart(organizerId)}<13 characters>`;
  if (eventId.slice(4, 7) !== slotOfTail(tail)) return `the slot that follows from the rest is ${slotOfTail(tail)}`;
  return undefined;
}

function ownerPart(organizerId: string): string {
  return firstBits(organizerId, OWNER);
}

function slotOfTail(tail: string): string {
  return sha256(tail).slice(0, 3);
}

/** The first bits of a text's SHA-256, in base32; a first character with fewer than five bits is the start. */
function firstBits(text: string, { bits, characters }: { bits: number; characters: number }): string {
  let left = BigInt(`0x${sha256(text)}`) >> BigInt(256 - bits);
  let written = '';
  for (let index = 0; index < characters; index++) {
    written = (CROCKFORD[Number(left & 31n)] ?? '') + written;
    left >>= 5n;
  }
  return written;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
