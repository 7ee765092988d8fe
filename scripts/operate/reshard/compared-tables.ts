/** The tables of a slot as both shards have them: the same columns, or nothing is moved. */
import { Fault } from '../../cli/fault.ts';
import type { ShardConnection } from './shard-connection.ts';
import { ELSEWHERE, SLOT_TABLES, STAYING } from './slot-tables.ts';
import type { ComparedTable } from './table-difference.ts';

interface Column {
  table: string;
  name: string;
  type: string;
}

/** Knex keeps its own. */
const OF_MIGRATIONS = /^migrations(_lock)?$/;

/**
 * The tables whose rows go with a slot.
 * @param alsoStaying somebody else's tables
 * @throws Fault when the shards are of different schemas, or have tables that nobody has thought of
 */
export async function comparedTables(
  from: ShardConnection,
  to: ShardConnection,
  alsoStaying: readonly string[] = [],
): Promise<ComparedTable[]> {
  const [here, there] = [await columnsOf(from), await columnsOf(to)];
  if (textOf(here) !== textOf(there))
    throw new Fault(`${from.name} and ${to.name} have different tables: npm run migrate first`);
  const known = new Set([...SLOT_TABLES.map(({ name }) => name), ...Object.keys(STAYING), ...alsoStaying]);
  const unknown = here.find(({ table }) => !known.has(table));
  if (unknown) throw new Fault(`nobody has said whether rows of ${unknown.table} go with their slot`);
  return SLOT_TABLES.map((table) => ({
    ...table,
    columns: here
      .filter((column) => column.table === table.name && column.name !== ELSEWHERE)
      .map(({ name, type }) => ({ name, isBinary: /binary|blob/.test(type) })),
  }));
}

async function columnsOf(shard: ShardConnection): Promise<Column[]> {
  const found = await shard.rows<Column>(
    // The type without its length: the two servers write that in different ways.
    `SELECT c.table_name AS \`table\`, c.column_name AS name, c.data_type AS type
     FROM information_schema.columns c JOIN information_schema.tables t
       ON t.table_schema = c.table_schema AND t.table_name = c.table_name
     WHERE c.table_schema = DATABASE() AND t.table_type = 'BASE TABLE'`,
  );
  return found.filter(({ table }) => !OF_MIGRATIONS.test(table));
}

function textOf(columns: readonly Column[]): string {
  const lines = columns.map(({ table, name, type }) => `${table}.${name} ${type}`);
  return lines.toSorted().join('\n');
}
