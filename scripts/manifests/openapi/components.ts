/** JSON Schemas of the routes' zod schemas. A schema with an id becomes a component, the others stand where they are used. */
import * as z from 'zod';

/** A JSON object of the document. */
export type Json = { [member: string]: unknown };

/** `input` is what callers send, `output` what they get. */
export type Direction = 'input' | 'output';

/** Collects components while schemas are written down. */
export class Components {
  readonly schemas: Json = {};

  /** Adds a component that is not made from a zod schema, and refers to it. */
  add(name: string, schema: Json): Json {
    this.schemas[name] = schema;
    return { $ref: `#/components/schemas/${name}` };
  }

  /** The JSON Schema of a zod schema; its parts with ids are referred to. */
  schemaOf(schema: z.ZodType, direction: Direction): Json {
    const written = z.toJSONSchema(schema, {
      io: direction,
      override: ({ zodSchema, jsonSchema }) => tidy(zodSchema, jsonSchema),
    });
    const { $schema: _, $defs = {}, ...root } = rewriteRefs(written) as Json;
    for (const [name, component] of Object.entries($defs as Json)) this.#keep(name, component);
    return root;
  }

  #keep(name: string, component: unknown): void {
    const known = this.schemas[name];
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(component))
      throw new Error(`${name} looks different on the way in and out: it cannot be one component`);
    this.schemas[name] = component;
  }
}

function tidy(zodSchema: z.core.$ZodTypes, jsonSchema: z.core.JSONSchema.BaseSchema): void {
  // Callers must live with members that are added later.
  if (zodSchema instanceof z.ZodObject && !zodSchema.def.catchall) delete jsonSchema.additionalProperties;
  // The format says it, the pattern only repeats it at length.
  if (jsonSchema.format === 'date-time' || jsonSchema.format === 'date' || jsonSchema.format === 'email')
    delete jsonSchema.pattern;
  // What JavaScript counts to is nobody's limit.
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
}

function rewriteRefs(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(rewriteRefs);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) =>
      name === '$ref' && typeof member === 'string'
        ? [name, member.replace(/^#\/\$defs\//, '#/components/schemas/')]
        : [name, rewriteRefs(member)],
    ),
  );
}
