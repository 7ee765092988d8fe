/**
 * Makes the rows of a slot in one table of a shard what they are in another's: parts are compared by a digest that each server makes itself; of parts
 * that differ, row by row; and only rows that differ go over. So the first copy, what was changed meanwhile, and the proof that nothing is missing are
 * one and the same thing, done again until nothing differs.
 */
import { idsIn, type SlotTable } from './slot-tables.ts';
import { marks, type ShardConnection, type TableRow, type Value } from './shard-connection.ts';

/** A table as both shards have it. */
export interface ComparedTable extends SlotTable {
  columns: readonly { name: string; isBinary: boolean }[];
}

/** Of each part: how many rows, and what they come to. */
export type Digests = ReadonlyMap<number, { rows: number; digest: string }>;

/** Rows that are looked at by themselves at a time. */
const ROWS_AT_ONCE = 50_000;
/** Rows that go over in a statement, and that are found by their keys; of events and plans, which may be half a megabyte each, fewer. */
const ROWS_OVER = 500;
const LONG_ROWS_OVER = 10;

/** Writes on the shard that gets rows, if the slot is still this run's to write. */
export type WriteGuarded = (work: () => Promise<void>) => Promise<void>;

/**
 * The digests of a table's rows in a slot. MD5, for a checksum that adds up (as CRC32 does) finds two rows that have changed places to be the same.
 * @param parts only these
 */
export async function digestsOf(
  shard: ShardConnection,
  table: ComparedTable,
  slot: number,
  { isTelling = false, parts }: { isTelling?: boolean; parts?: readonly number[] } = {},
): Promise<Digests> {
  const among = parts ? ` AND ${partOf(table)} IN (${marks(parts.length)})` : '';
  const found = await shard.rows<{ part: number | string; digest: string; counted: number | string }>(
    `SELECT ${partOf(table)} AS part, COUNT(*) AS counted, CONCAT(BIT_XOR(${half(hashOf(table, isTelling))})) AS digest
     FROM ${table.name} WHERE ${inSlot(table)}${among} GROUP BY part`,
    [...idsIn(table.kind, slot), ...(parts ?? [])],
  );
  return new Map(found.map(({ part, counted, digest }) => [Number(part), { rows: Number(counted), digest }]));
}

/** The parts in which two shards differ. */
export function differing(here: Digests, there: Digests): number[] {
  return [...new Set([...here.keys(), ...there.keys()])].filter((part) => {
    const [one, other] = [here.get(part), there.get(part)];
    return one?.digest !== other?.digest || one?.rows !== other?.rows;
  });
}

/** Makes parts of a table the same. @param elsewhere what a new event's row says of where it is @returns how many rows were written or removed */
export async function alignParts(
  [from, to]: readonly [from: ShardConnection, to: ShardConnection],
  table: ComparedTable,
  slot: number,
  parts: readonly number[],
  counts: Digests,
  write: WriteGuarded,
): Promise<number> {
  let changed = 0;
  for (const some of inGroups(parts, counts)) {
    const [here, there] = await Promise.all([from, to].map((shard) => hashes(shard, table, slot, some)));
    const gone = [...(there ?? [])].filter(([key]) => !here?.has(key)).map(([, { values }]) => values);
    const wanted = [...(here ?? [])]
      .filter(([key, { hash }]) => there?.get(key)?.hash !== hash)
      .map(([, { values }]) => values);
    await remove(to, table, gone, write);
    await bring([from, to], table, wanted, write);
    changed += gone.length + wanted.length;
  }
  return changed;
}

/** Parts that go together, so that what is in memory is bounded. */
function inGroups(parts: readonly number[], counts: Digests): number[][] {
  const groups: number[][] = [];
  let size = Infinity;
  for (const part of parts) {
    const rows = counts.get(part)?.rows ?? 0;
    if (size + rows > ROWS_AT_ONCE) {
      groups.push([]);
      size = 0;
    }
    groups.at(-1)?.push(part);
    size += rows;
  }
  return groups;
}

/** The hash of each row of some parts, by its key. */
async function hashes(
  shard: ShardConnection,
  table: ComparedTable,
  slot: number,
  parts: readonly number[],
): Promise<Map<string, { hash: string; values: Value[] }>> {
  const found = await shard.rows(
    `SELECT ${table.key.join(', ')}, ${hashOf(table, false)} AS row_hash FROM ${table.name}
     WHERE ${inSlot(table)} AND ${partOf(table)} IN (${marks(parts.length)})`,
    [...idsIn(table.kind, slot), ...parts],
  );
  return new Map(
    found.map((row) => {
      const values = table.key.map((column) => row[column] ?? null);
      return [values.join('/'), { hash: String(row['row_hash']), values }];
    }),
  );
}

async function remove(to: ShardConnection, table: ComparedTable, keys: readonly Value[][], write: WriteGuarded) {
  for (const some of pieces(keys))
    await write(async () => {
      await to.run(`DELETE FROM ${table.name} WHERE ${byKeys(table, some)}`, some.flat());
    });
}

async function bring(
  [from, to]: readonly [from: ShardConnection, to: ShardConnection],
  table: ComparedTable,
  keys: readonly Value[][],
  write: WriteGuarded,
): Promise<void> {
  const names = table.columns.map(({ name }) => name);
  const isEvents = table.name === 'events';
  for (const some of pieces(keys, isLong(table) ? LONG_ROWS_OVER : ROWS_OVER)) {
    const found = await from.rows(
      `SELECT ${names.join(', ')} FROM ${table.name} WHERE ${byKeys(table, some)}`,
      some.flat(),
    );
    if (found.length === 0) continue;
    const row = `(${marks(names.length)}${isEvents ? ',?' : ''})`;
    const valuesOf = (one: TableRow): Value[] => names.map((name) => one[name] ?? null);
    await write(async () => {
      await to.run(
        `INSERT INTO ${table.name} (${names.join(', ')}${isEvents ? ', elsewhere' : ''})
         VALUES ${found.map(() => row).join(',')}
         ON DUPLICATE KEY UPDATE ${names.map((name) => `${name} = VALUES(${name})`).join(', ')}`,
        // Until the slot is here, whoever looks is to ask the other.
        found.flatMap((one) => [...valuesOf(one), ...(isEvents ? [from.name] : [])]),
      );
    });
  }
}

function* pieces<T>(all: readonly T[], size = ROWS_OVER): Generator<T[]> {
  for (let at = 0; at < all.length; at += size) yield all.slice(at, at + size);
}

const isLong = ({ name }: SlotTable): boolean => name === 'events' || name === 'event_plans';

const inSlot = ({ key: [id] }: SlotTable): string => `${id} >= ? AND ${id} < ?`;

function byKeys({ key }: SlotTable, keys: readonly Value[][]): string {
  const one = `(${key.map((column) => `${column} = ?`).join(' AND ')})`;
  if (key.length === 1) return `${key[0]} IN (${marks(keys.length)})`;
  return keys.map(() => one).join(' OR ');
}

const partOf = ({ key, parts }: SlotTable): string =>
  parts === 1 ? '0' : `CRC32(CONCAT_WS('/', ${key.join(', ')})) % ${parts}`;

/** 64 bits of a hash as a number. */
const half = (hash: string): string => `CAST(CONV(LEFT(${hash}, 16), 16, 10) AS UNSIGNED)`;

function hashOf({ columns, telling }: ComparedTable, isTelling: boolean): string {
  const named = isTelling && telling ? columns.filter(({ name }) => telling.includes(name)) : columns;
  // Quoted, so that no two rows read the same: NULL is a word then.
  const texts = named.map(({ name, isBinary }) => (isBinary ? `IFNULL(HEX(${name}), 'NULL')` : `QUOTE(${name})`));
  return `MD5(CONCAT_WS(',', ${texts.join(', ')}))`;
}
