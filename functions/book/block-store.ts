/** The queries of blocks, on an events shard. */
import { type Db, placeholders, rows, write } from '../shared/mysql/statements.ts';
import { pageOf, type Place } from '../shared/http/page.ts';

/** A seat of a block; released ones are remembered. */
export interface BlockSeat {
  seat: number;
  label: string;
  released: boolean;
}

/** A block as it stands. */
export interface BlockRecord {
  id: string;
  eventId: string;
  fingerprint: Buffer;
  note: string | null;
  createdAt: Date;
  /** In ascending order. */
  seats: BlockSeat[];
}

interface BlockRow {
  id: string;
  event_id: string;
  fingerprint: Buffer;
  note: string | null;
  created_at: Date;
}

const BLOCK = 'SELECT b.id, b.event_id, b.fingerprint, b.note, b.created_at FROM blocks b';

/** Locks an event's row against changes, if it is as the caller knows it, on sale or a draft. @returns false when it is not */
export async function lockVersion(db: Db, eventId: string, version: number): Promise<boolean> {
  const found = await rows(
    db,
    "SELECT id FROM events WHERE id = ? AND version = ? AND status IN ('draft', 'published') AND elsewhere IS NULL LOCK IN SHARE MODE",
    [eventId, version],
  );
  return found.length === 1;
}

/** Inserts a block without its seats. @throws a duplicate-key error when the key was used */
export async function insertBlock(db: Db, { id, eventId, fingerprint, note, createdAt }: BlockRecord, key: string) {
  await write(
    db,
    'INSERT INTO blocks (id, event_id, idempotency_key, fingerprint, note, created_at) VALUES (?, ?, ?, ?, ?, ?)',
    [id, eventId, key, fingerprint, note, createdAt],
  );
}

/** Claims the seats of a block for it. @throws a duplicate-key error when one is sold or blocked */
export async function insertBlockClaims(db: Db, { id, eventId, seats }: BlockRecord): Promise<void> {
  await write(
    db,
    `INSERT INTO seat_claims (event_id, seat, order_id) VALUES ${seats.map(() => '(?,?,?)').join(',')}`,
    seats.flatMap(({ seat }) => [eventId, seat, id]),
  );
}

/** Notes which seats a block has. */
export async function insertBlockSeats(db: Db, { id, seats }: BlockRecord): Promise<void> {
  await write(
    db,
    `INSERT INTO block_seats (block_id, seat, label) VALUES ${seats.map(() => '(?,?,?)').join(',')}`,
    seats.flatMap(({ seat, label }) => [id, seat, label]),
  );
}

/** Notes which seats of a block were released. @returns how many were not before */
export async function releaseBlockSeats(db: Db, blockId: string, seats: readonly number[], at: Date): Promise<number> {
  const { affected } = await write(
    db,
    `UPDATE block_seats SET released_at = ? WHERE block_id = ? AND released_at IS NULL AND seat IN (${placeholders(seats.length)})`,
    [at, blockId, ...seats],
  );
  return affected;
}

/** The block made with an Idempotency-Key. */
export async function readBlockByKey(db: Db, eventId: string, key: string): Promise<BlockRecord | undefined> {
  return first(db, await rows<BlockRow>(db, `${BLOCK} WHERE b.event_id = ? AND b.idempotency_key = ?`, [eventId, key]));
}

/** A block of an event. */
export async function readBlock(db: Db, eventId: string, blockId: string): Promise<BlockRecord | undefined> {
  return first(db, await rows<BlockRow>(db, `${BLOCK} WHERE b.id = ? AND b.event_id = ?`, [blockId, eventId]));
}

/** As `readBlock`, and nobody else changes it until the transaction ends. */
export async function lockBlock(db: Db, eventId: string, blockId: string): Promise<BlockRecord | undefined> {
  const found = await rows<BlockRow>(db, `${BLOCK} WHERE b.id = ? AND b.event_id = ? FOR UPDATE`, [blockId, eventId]);
  return first(db, found);
}

/** A page of the blocks that have seats left, newest first. */
export async function findBlocks(
  db: Db,
  eventId: string,
  query: { cursor?: Place | undefined; limit: number },
): Promise<{ items: readonly BlockRecord[]; next: string | null }> {
  const after = query.cursor && [query.cursor.at, query.cursor.at, query.cursor.id];
  const found = await rows<BlockRow>(
    db,
    `${BLOCK} WHERE b.event_id = ? ${after ? 'AND b.created_at <= ? AND (b.created_at < ? OR b.id < ?)' : ''}
     AND EXISTS (SELECT 1 FROM block_seats s WHERE s.block_id = b.id AND s.released_at IS NULL)
     ORDER BY b.created_at DESC, b.id DESC LIMIT ${query.limit + 1}`,
    [eventId, ...(after ?? [])],
  );
  const page = pageOf(found, query.limit, (row) => ({ at: row.created_at, id: row.id }));
  return { items: await withSeats(db, page.entries), next: page.next };
}

async function first(db: Db, found: readonly BlockRow[]): Promise<BlockRecord | undefined> {
  return (await withSeats(db, found))[0];
}

async function withSeats(db: Db, blocks: readonly BlockRow[]): Promise<BlockRecord[]> {
  if (blocks.length === 0) return [];
  const seats = await rows<{ block_id: string; seat: number; label: string; released_at: Date | null }>(
    db,
    `SELECT block_id, seat, label, released_at FROM block_seats WHERE block_id IN (${placeholders(blocks.length)}) ORDER BY seat`,
    blocks.map((block) => block.id),
  );
  const byBlock = Map.groupBy(seats, (row) => row.block_id);
  return blocks.map((block) => ({
    id: block.id,
    eventId: block.event_id,
    fingerprint: block.fingerprint,
    note: block.note,
    createdAt: block.created_at,
    seats: (byBlock.get(block.id) ?? []).map(({ seat, label, released_at: at }) => ({
      seat,
      label,
      released: at !== null,
    })),
  }));
}
