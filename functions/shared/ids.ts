/**
 * Ids carry their slot (`evt_0a7_<ulid>`), so that the mesh can route on the URL alone and a function knows the
 * shard without a look-up. An order and a hold have their event's slot.
 */
import { ulid } from 'ulid';
import * as z from 'zod';
import { randomFraction } from './random.ts';
import { slotName } from './slots.ts';

/** What an id can name. */
export type IdKind = 'usr' | 'evt' | 'ord' | 'hld' | 'blk' | 'ses';

/** The regular expression (RE2 syntax, no anchors) of the part after the slot. */
const ULID_PATTERN = '[0-7][0-9A-HJKMNP-TV-Z]{25}';

/** As above, of a whole id. */
export function idPattern(kind: IdKind): string {
  return `${kind}_[0-9a-f]{3}_${ULID_PATTERN}`;
}

function idSchema(kind: IdKind, example: string) {
  return z
    .string()
    .regex(new RegExp(`^${idPattern(kind)}$`), `an id reads ${example}`)
    .meta({ examples: [example] });
}

export const UserId = idSchema('usr', 'usr_3f9_01JDCMWZ7V5K3Q8Y2RNB4TXHGA');
export const EventId = idSchema('evt', 'evt_0a7_01JDCMX0C1E6S9T4W2VZQK8M5F');
export const OrderId = idSchema('ord', 'ord_0a7_01JDCMX9RB0N6D3H7KPF5ZYQ2C');
export const HoldId = idSchema('hld', 'hld_0a7_01JDCMX5A4TFW8G1S3E9VRK6NM');
export const BlockId = idSchema('blk', 'blk_0a7_01JDCMX7E8S2B6C9D4FJQW3N5R');
/** A session has its user's slot. */
export const SessionId = idSchema('ses', 'ses_3f9_01JDCMX1T0A9C4E7H2KQW6RZ5B');

/** A ULID by itself: the id of a CloudEvent. */
export const ULID = new RegExp(`^${ULID_PATTERN}$`);

/** A fresh ULID. @param ms Unix time of its first part */
export function newUlid(ms: number = Date.now()): string {
  return ulid(ms, randomFraction);
}

/** A fresh id of a kind in a slot. The time part makes ids of one slot sort by age. */
export function newId(kind: IdKind, slot: number): string {
  return `${kind}_${slotName(slot)}_${newUlid()}`;
}

/** The slot number in an id (any kind, already validated). */
export function slotOf(id: string): number {
  return Number.parseInt(id.slice(4, 7), 16);
}
