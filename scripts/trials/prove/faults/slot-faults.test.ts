import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { slotOf } from '../../../../functions/shared/ids.ts';
import type { Pool } from '../../../../functions/shared/mysql/pool.ts';
import { rows } from '../../../../functions/shared/mysql/statements.ts';
import { parseShardMap } from '../../../../functions/shared/slots.ts';
import { waysIn } from '../../../operate/reshard/map-steps.ts';
import { type MoveStep, STEPS } from '../../../operate/reshard/slot-move.ts';
import { openShard, type TestShard } from '../../../testing/booking/shard.ts';
import { OUTBOX_TABLE } from '../evidence/evidence-tables.ts';
import { MAP_OF_MOVES, slotFaults } from './slot-faults.ts';
import { AttackedSlots } from '../attack/attacked-slots.ts';

let home: TestShard;
let other: TestShard;
let slots: AttackedSlots;
let maps: string[] = [];
let slot = 0x10;

beforeAll(async () => {
  [home, other] = [await openShard(), await openShard()];
  for (const { pool } of [home, other]) await pool.query(`CREATE TABLE ${OUTBOX_TABLE} (id INT PRIMARY KEY)`);
});
afterAll(async () => {
  await home.close();
  await other.close();
});
beforeEach(() => {
  slot += 1;
  maps = [];
  const urls = new Map([
    ['e0', home.url],
    ['e2', other.url],
  ]);
  slots = new AttackedSlots(MAP_OF_MOVES, async (map) => void maps.push(map), urls);
});

/** What a shard has of a slot: events and whose seats are whose. */
async function kept(pool: Pool): Promise<{ events: number; claims: number }> {
  const count = async (table: string, column: string): Promise<number> => {
    const found = await rows<{ id: string }>(pool, `SELECT ${column} AS id FROM ${table}`);
    return found.filter(({ id }) => slotOf(id) === slot).length;
  };
  return { events: await count('events', 'id'), claims: await count('seat_claims', 'event_id') };
}

async function sellSeats(): Promise<void> {
  const { id } = await home.publish({}, slot);
  await home.pool.query("INSERT INTO seat_claims VALUES (?, 0, 'ord_x'), (?, 1, 'ord_x')", [id, id]);
}

const ALL = { events: 1, claims: 2 };
const NOTHING = { events: 0, claims: 0 };

test.each<MoveStep | undefined>([undefined, ...STEPS])(
  'a slot moves there and back, movers killed when it is %s: all of it is on one shard each time, and the system goes by three maps',
  async (step) => {
    await sellSeats();
    expect(await slots.move([slot], 'e2', step)).toBe(true);
    expect([await kept(home.pool), await kept(other.pool)]).toEqual([NOTHING, ALL]);
    await slots.move([slot], 'e0', step);
    expect([await kept(home.pool), await kept(other.pool)]).toEqual([ALL, NOTHING]);
    expect(maps.map((map) => waysIn(parseShardMap(map)).length)).toEqual([1, 0, 1, 0]);
    expect(parseShardMap(maps.at(-1) ?? '').ownerOf(slot)).toBe('e0');
  },
);

test('a move that is to forget a table loses its rows, and every other move does not', async () => {
  await sellSeats();
  slots.forgets = 'seat_claims';
  await slots.move([slot], 'e2', undefined);
  slots.forgets = undefined;
  expect([await kept(home.pool), await kept(other.pool)]).toEqual([NOTHING, { events: 1, claims: 0 }]);
});

test('each step has its death, there or back, and no two kinds have one name', () => {
  const names = slotFaults.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  const deaths = names.flatMap((name) => [...name.matchAll(/killed when (\w+)/g)].map(([, step]) => step));
  expect(new Set(deaths)).toEqual(new Set<string>(STEPS));
  expect(deaths).toHaveLength(STEPS.length);
});
