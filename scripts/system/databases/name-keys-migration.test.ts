/** The migration that gives cities and categories their keys, over what is listed already and what the release before goes on listing. */
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import knex from 'knex';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { down, up } from '../../../migrations/catalog/0003_name_keys.ts';
import { type OwnDatabases, ownDatabases } from '../../testing/servers/own-databases.ts';
import { serverUrl } from '../../testing/servers/of-run.ts';
import { migrateShards } from './run-migrations.ts';

let own: OwnDatabases;
beforeAll(async () => {
  own = await ownDatabases(await serverUrl('mysql'));
});
afterAll(() => own.drop());

/** As the release before lists an event. */
const listed = (id: string, city: string): string =>
  `INSERT INTO listings (event_id, version, status, title, category, city, country, starts_at, ends_at, price_from_cents, currency,
     seats_total, words, organizer_id)
   VALUES ('${id}', 1, 'published', 'T', 'Ópera', '${city}', 'C', '2030-01-01', '2030-01-02', 1, 'EUR', 1, 'qqqt', 'usr_1')`;

test('what is listed, before or after, has its name in place of a key; taken back and done again, nothing is lost', async () => {
  const catalog = own.targets.find(({ kind }) => kind === 'catalog');
  await migrateShards(own.targets, 'up', () => {});
  const url = own.url(catalog?.name ?? '');
  const database = knex({ client: 'mysql2', connection: url });
  const connection = await createConnection(url);
  try {
    await down(database);
    await down(database);
    await connection.query(listed('evt_1', 'Łódź'));
    await up(database);
    await up(database);
    await connection.query(listed('evt_2', 'São Paulo'));
    const [rows] = await connection.query<RowDataPacket[]>(
      'SELECT city_key, city_spelled, category_key, category_spelled FROM listings ORDER BY event_id',
    );
    const category = { category_key: 'Ópera', category_spelled: null };
    expect(rows).toEqual([
      { city_key: 'Łódź', city_spelled: null, ...category },
      { city_key: 'São Paulo', city_spelled: null, ...category },
    ]);
    const [found] = await connection.query<RowDataPacket[]>(
      "SELECT event_id FROM listings WHERE city_key = 'sao paulo'",
    );
    expect(found).toEqual([{ event_id: 'evt_2' }]);
  } finally {
    await Promise.all([connection.end(), database.destroy()]);
  }
});
