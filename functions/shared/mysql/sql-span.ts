/** A statement as a trace names it: by its verb and table. Its values stand nowhere in it. */
import type { SpanSpec } from '../telemetry/span.ts';

const VERB = /^\s*([A-Z]+)/;
const TABLE = /\b(?:FROM|INTO|UPDATE|JOIN) +([a-z_]+)/;
const MOST_KNOWN = 500;
/** Statements stand in the sources; those that are made for so many values are as many. */
const known = new Map<string, SpanSpec>();

export function spanOfSql(sql: string): SpanSpec {
  let spec = known.get(sql);
  if (spec) return spec;
  const name = [VERB.exec(sql)?.[1] ?? 'SQL', TABLE.exec(sql)?.[1]].filter((word) => word !== undefined).join(' ');
  spec = { name, kind: 'client', attributes: { 'db.system.name': 'mysql', 'db.query.summary': name } };
  if (known.size < MOST_KNOWN) known.set(sql, spec);
  return spec;
}
