/**
 * npm run migrate -- up|down|status [--shard e0]
 *
 * Brings the databases of every shard to the newest schema (or one step back, or says where they are), in the order
 * of the shard map. MYSQL_URL names one server on which each shard is a database `seatmesh_<shard>`; MYSQL_<SHARD>
 * names a shard's own database.
 */
import { parseArgs } from 'node:util';
import { databaseUrl, migrateShards, type Step } from './migrations/migrate.ts';
import { readShards } from './migrations/shards.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { shard: { type: 'string', multiple: true } },
});
const step = positionals[0] as Step | undefined;
if (!step || !['up', 'down', 'status'].includes(step))
  fail('say what to do: npm run migrate -- up | down | status [--shard NAME]');

const shards = (await readShards()).filter((shard) => !values.shard || values.shard.includes(shard.name));
if (shards.length === 0) fail(`no such shard: ${values.shard?.join(', ')}`);
const targets = shards.map((shard) => {
  const url =
    process.env[`MYSQL_${shard.name.toUpperCase()}`] ??
    (process.env['MYSQL_URL'] && databaseUrl(process.env['MYSQL_URL'], `seatmesh_${shard.name}`));
  return {
    ...shard,
    url:
      url ??
      fail(`where is shard ${shard.name}? Set MYSQL_${shard.name.toUpperCase()}, or MYSQL_URL for all on one server`),
  };
});

try {
  await migrateShards(targets, step, console.log);
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
}

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}
