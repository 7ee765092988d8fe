/** Says by which member the alternatives of a schema are told apart, where there is one: generators of clients then need not try. */
import type { Json } from './components.ts';

type Schemas = Record<string, Json>;

/** The schemas, each union of named alternatives with its discriminator. */
export function withDiscriminators<Value>(value: Value, schemas: Schemas = value as Schemas): Value {
  if (Array.isArray(value)) return value.map((member: unknown) => withDiscriminators(member, schemas)) as Value;
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, withDiscriminators(member as unknown, schemas)]),
  );
  const refs = refsOf(members['oneOf']) ?? refsOf(members['anyOf']);
  const found = refs && discriminatorOf(refs, schemas);
  if (!found) return members as Value;
  const { anyOf: _, oneOf: __, ...rest } = members;
  return { ...rest, oneOf: refs.map(($ref) => ({ $ref })), discriminator: found } as Value;
}

/** The references of alternatives that are all references. */
function refsOf(alternatives: unknown): string[] | undefined {
  if (!Array.isArray(alternatives) || alternatives.length < 2) return undefined;
  const refs = alternatives.map((alternative: Json) => alternative['$ref']);
  return refs.every((ref) => typeof ref === 'string') ? refs : undefined;
}

/** The first member that all have, each with a value of its own. */
function discriminatorOf(refs: readonly string[], schemas: Schemas): Json | undefined {
  const values = refs.map((ref) => constantsOf(schemas[ref.split('/').at(-1) ?? ''] ?? {}));
  for (const name of Object.keys(values[0] ?? {})) {
    const named = values.map((constants) => constants[name]);
    if (named.every((value) => typeof value === 'string') && new Set(named).size === named.length)
      return { propertyName: name, mapping: Object.fromEntries(named.map((value, at) => [value, refs[at]])) };
  }
  return undefined;
}

/** The required members of an object that can have but one value. */
function constantsOf({ properties = {}, required = [], allOf = [] }: Json): Json {
  const own = Object.entries(properties as Record<string, Json>)
    .filter(([name]) => (required as string[]).includes(name))
    .map(([name, schema]) => [name, schema['const']]);
  return Object.assign(Object.fromEntries(own), ...(allOf as Json[]).map(constantsOf)) as Json;
}
