/** JSON Schemas of the routes' zod schemas. A schema with an id becomes a component, the others stand where they are used. */
import * as z from 'zod';

/** A JSON object of the document. */
export type Json = { [member: string]: unknown };

/** `input` is what callers send, `output` what they get. */
export type Direction = 'input' | 'output';

/** Where the document has its schemas. */
const SCHEMAS = '#/components/schemas/';

/** What a 32-bit whole number goes up to. */
const MOST_INT32 = 2 ** 31 - 1;

/** `seats_unknown` as SeatsUnknown, `listEvents` as ListEvents. */
export function pascal(name: string): string {
  return name.replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** Collects components while schemas are written down. */
export class Components {
  readonly schemas: Record<string, Json> = {};

  /** Adds a component that is not made from a zod schema, and refers to it. */
  add(name: string, schema: Json): Json {
    this.#keep(name, schema);
    return { $ref: SCHEMAS + name };
  }

  /** The JSON Schema of a zod schema; its parts with ids are referred to, and so is the whole when it has one. */
  schemaOf(schema: z.ZodType, direction: Direction): Json {
    // Of a list, so that the whole is a part like any other.
    const written = z.toJSONSchema(z.array(schema), {
      io: direction,
      override: ({ zodSchema, jsonSchema }) => tidy(zodSchema, jsonSchema),
    });
    const { $defs = {}, items } = rewriteRefs(written) as Json;
    for (const [name, component] of Object.entries($defs as Record<string, Json>)) this.#keep(name, component);
    return items as Json;
  }

  /** The schema that a reference means; what is no reference means itself. */
  resolve(schema: Json): Json {
    const ref = schema['$ref'];
    return typeof ref === 'string' ? (this.schemas[ref.slice(SCHEMAS.length)] ?? schema) : schema;
  }

  #keep(name: string, schema: Json): void {
    const component = { ...schema };
    delete component['id'];
    const known = this.schemas[name];
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(component))
      throw new Error(
        `${name} is used for two schemas, or looks different on the way in and out: it cannot be one component`,
      );
    this.schemas[name] = component;
  }
}

/** Makes the schema say no less and no more than what holds, in the words that generators of clients know. */
function tidy(zodSchema: z.core.$ZodTypes, jsonSchema: z.core.JSONSchema.BaseSchema): void {
  // Callers must live with members that are added later.
  if (zodSchema instanceof z.ZodObject && !zodSchema.def.catchall) delete jsonSchema.additionalProperties;
  if (jsonSchema.pattern !== undefined && isOfFormat(jsonSchema.pattern)) delete jsonSchema.pattern;
  // Left out by zod where a schema transforms: examples are meant as they are sent.
  jsonSchema.examples ??= metaOf(zodSchema)?.examples as unknown[];
  if (jsonSchema.examples === undefined) delete jsonSchema.examples;
  if (jsonSchema.prefixItems) asFixedLength(jsonSchema, jsonSchema.prefixItems);
  if (jsonSchema.type === 'integer') asInteger(jsonSchema);
}

function metaOf(schema: unknown): z.GlobalMeta | undefined {
  return z.globalRegistry.get(schema as z.ZodType);
}

const DATE = z.regexes.date.source.slice(0, -1);
const EMAIL = z.regexes.email.source;

/** Whether a pattern only repeats at length what `format` says. */
function isOfFormat(pattern: string): boolean {
  return pattern.startsWith(DATE) || pattern === EMAIL;
}

/** Some generators know nothing of `prefixItems`; `items: false` beside it ends others. */
function asFixedLength(jsonSchema: z.core.JSONSchema.BaseSchema, parts: unknown[]): void {
  const [first, ...others] = parts.map((part) => JSON.stringify(part));
  if (first === undefined || others.some((part) => part !== first))
    throw new Error('a tuple of different parts: generators of clients do not know such; use an object');
  delete jsonSchema.prefixItems;
  jsonSchema.items = parts[0] as z.core.JSONSchema.BaseSchema;
  jsonSchema.minItems = parts.length;
  jsonSchema.maxItems = parts.length;
}

function asInteger(jsonSchema: z.core.JSONSchema.BaseSchema): void {
  // What JavaScript counts to is nobody's limit.
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  // Generators for languages with fixed sizes take 32 bits where nothing is said: times in seconds do not fit from 2038 on.
  jsonSchema.format = (jsonSchema.maximum ?? Infinity) <= MOST_INT32 ? 'int32' : 'int64';
}

function rewriteRefs(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(rewriteRefs);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) =>
      name === '$ref' && typeof member === 'string'
        ? [name, member.replace(/^#\/\$defs\//, SCHEMAS)]
        : [name, rewriteRefs(member)],
    ),
  );
}
