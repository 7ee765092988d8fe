/** The queries of publish, on an events shard. */
import { EVENT_COLUMNS, readEvent, readPlan, type StoredEvent } from '../shared/event/row.ts';
import type { PlannedEvent } from './event-versions.ts';
import { assignmentsOf, namesOf, valuesOf } from '../shared/mysql/columns.ts';
import { lockSlot, requireHere } from '../shared/mysql/moving-slots.ts';
import { slotOf } from '../shared/ids.ts';
import { type Db, insertOnce, placeholders, rows, write } from '../shared/mysql/statements.ts';

const FOUND_AT_ONCE = 100;
const PLAN_READS = 5;

/** What no change of an event touches. */
const { id: _id, organizerId: _organizerId, createdAt: _createdAt, ...CHANGEABLE } = EVENT_COLUMNS;

/**
 * An event with its plan. Exact while it is locked; else the plan may have become another meanwhile: then the event is read anew. One that is
 * not to be found is none: nothing but a drawing is lost.
 */
export async function readPlannedEvent(db: Db, eventId: string): Promise<PlannedEvent | undefined> {
  for (let attempt = 1; ; attempt++) {
    const event = await readEvent(db, eventId);
    if (!event) return undefined;
    const plan = event.planVersion === 0 ? undefined : await readPlan(db, eventId, event.planVersion);
    if (plan || event.planVersion === 0 || attempt >= PLAN_READS) return { ...event, plan: plan ?? null };
  }
}

async function writePlan(db: Db, { id, plan, planVersion }: PlannedEvent): Promise<void> {
  if (!plan) {
    await write(db, 'DELETE FROM event_plans WHERE event_id = ?', [id]);
    return;
  }
  await write(
    db,
    `INSERT INTO event_plans (event_id, version, plan) VALUES (?, ?, ?)
     ON DUPLICATE KEY UPDATE version = VALUES(version), plan = VALUES(plan)`,
    [id, planVersion, JSON.stringify(plan)],
  );
}

/** Inserts an event, its plan and its sales figure. @throws a duplicate-key error when the id is taken; Problem `slot_moving` */
export async function insertEvent(db: Db, event: PlannedEvent, fingerprint: Buffer): Promise<void> {
  await lockSlot(db, slotOf(event.id));
  const values = [fingerprint, ...valuesOf(EVENT_COLUMNS, event)];
  await write(
    db,
    `INSERT INTO events (fingerprint, ${namesOf(EVENT_COLUMNS)}) VALUES (${placeholders(values.length)})`,
    values,
  );
  if (event.plan) await writePlan(db, event);
  await write(db, 'INSERT INTO sales (event_id, version, sold) VALUES (?, 1, 0)', [event.id]);
}

/**
 * Replaces an event by its next version, and its plan if that is another one. @param before what it was
 * @returns false when somebody else was faster
 */
export async function replaceEvent(
  db: Db,
  event: PlannedEvent,
  before: Pick<StoredEvent, 'status' | 'planVersion'> = { status: 'published', planVersion: event.planVersion },
): Promise<boolean> {
  const { affected } = await write(
    db,
    `UPDATE events SET ${assignmentsOf(CHANGEABLE)}
     WHERE id = ? AND version = ? AND organizer_id = ? AND status = ?`,
    [...valuesOf(CHANGEABLE, event), event.id, event.version - 1, event.organizerId, before.status],
  );
  if (affected !== 1) return false;
  if (event.planVersion !== before.planVersion) await writePlan(db, event);
  return true;
}

/**
 * Takes a draft and what was blocked of it away, and notes its last version.
 * @returns false when it is not as it was read: somebody else was faster
 */
export async function deleteDraft(db: Db, { id, version, organizerId }: StoredEvent): Promise<boolean> {
  const { affected } = await write(
    db,
    "DELETE FROM events WHERE id = ? AND version = ? AND organizer_id = ? AND status = 'draft'",
    [id, version, organizerId],
  );
  if (affected !== 1) return false;
  await write(db, 'DELETE s FROM block_seats s JOIN blocks b ON b.id = s.block_id WHERE b.event_id = ?', [id]);
  for (const table of ['blocks', 'seat_claims', 'seat_repairs', 'sales', 'event_plans'])
    await write(db, `DELETE FROM ${table} WHERE event_id = ?`, [id]);
  await write(
    db,
    'INSERT INTO discarded_events (event_id, version) VALUES (?, ?) ON DUPLICATE KEY UPDATE version = VALUES(version)',
    [id, version + 1],
  );
  return true;
}

/** The last version that a discarded draft of this id had; 0 when there was none. */
export async function readDiscarded(db: Db, eventId: string): Promise<number> {
  const [row] = await rows<{ version: number }>(db, 'SELECT version FROM discarded_events WHERE event_id = ?', [
    eventId,
  ]);
  return row?.version ?? 0;
}

/** Locks an event until the end of the transaction: no order commits meanwhile. @throws Problem `slot_moving` where it is no more */
export async function lockEvent(db: Db, eventId: string): Promise<void> {
  const [row] = await rows<{ elsewhere: string | null }>(db, 'SELECT elsewhere FROM events WHERE id = ? FOR UPDATE', [
    eventId,
  ]);
  if (row) requireHere(eventId, row.elsewhere);
}

/** Whether a seat of an event is sold or blocked. Exact only while the event is locked. */
export async function hasClaims(db: Db, eventId: string): Promise<boolean> {
  const found = await rows(db, 'SELECT seat FROM seat_claims WHERE event_id = ? LIMIT 1', [eventId]);
  return found.length > 0;
}

/**
 * Counts what each buyer has of an event, which is not done while it has no limit per buyer. Exact only while the event is
 * locked. Nobody is refused for what he has already: `at_most` is set by his next order.
 */
export async function recountBuyers(db: Db, eventId: string): Promise<void> {
  await write(db, 'DELETE FROM buyer_seats WHERE event_id = ?', [eventId]);
  await write(
    db,
    `INSERT INTO buyer_seats (event_id, buyer_id, seats, at_most)
     SELECT c.event_id, o.buyer_id, COUNT(*), NULL FROM seat_claims c JOIN orders o ON o.id = c.order_id
     WHERE c.event_id = ? GROUP BY c.event_id, o.buyer_id`,
    [eventId],
  );
}

/** Notes that an organizer's account is closed. */
export async function noteOrganizerClosed(db: Db, userId: string, at: Date): Promise<void> {
  await insertOnce(db, 'INSERT INTO closed_organizers (user_id, closed_at) VALUES (?, ?)', [userId, at]);
}

/** Whether it is noted that an organizer's account is closed. */
export async function isOrganizerClosed(db: Db, userId: string): Promise<boolean> {
  return (await rows(db, 'SELECT 1 FROM closed_organizers WHERE user_id = ?', [userId])).length === 1;
}

/**
 * Some of an organizer's events behind an id that are on and not over, also those that are on another shard by now, or not here yet. Waits for whoever
 * is publishing or changing one.
 */
export async function eventsToCome(db: Db, organizerId: string, now: Date, after: string): Promise<string[]> {
  const found = await rows<{ id: string }>(
    db,
    `SELECT id FROM events WHERE organizer_id = ? AND status = 'published' AND ends_at > ? AND id > ?
     ORDER BY id LIMIT ${FOUND_AT_ONCE} FOR UPDATE`,
    [organizerId, now, after],
  );
  return found.map(({ id }) => id);
}

/** Some of an organizer's drafts behind an id, as `eventsToCome`. */
export async function draftsOf(db: Db, organizerId: string, after: string): Promise<string[]> {
  const found = await rows<{ id: string }>(
    db,
    `SELECT id FROM events WHERE organizer_id = ? AND status = 'draft' AND id > ? ORDER BY id LIMIT ${FOUND_AT_ONCE} FOR UPDATE`,
    [organizerId, after],
  );
  return found.map(({ id }) => id);
}

/** The fingerprint an event was first published with. */
export async function readFingerprint(db: Db, eventId: string): Promise<Buffer | undefined> {
  const [row] = await rows<{ fingerprint: Buffer }>(db, 'SELECT fingerprint FROM events WHERE id = ?', [eventId]);
  return row?.fingerprint;
}
