/**
 * What generators of clients and linters ask of the document beyond the standard, held here so that it holds for every route that comes.
 * Tried with openapi-python-client, openapi-typescript, @hey-api/openapi-ts, openapi-generator, Spectral (spectral:oas) and Redocly
 * (recommended).
 */
import { describe, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import type { Json } from './components.ts';
import { described } from './described.ts';
import { type About, openApiDocument } from './openapi-document.ts';
import { checkerOf } from './json-schema.ts';

const about = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as About;
const document = JSON.parse(JSON.stringify(openApiDocument(described, about))) as Json;
const fault = checkerOf(document);

interface Media {
  schema: Json;
  examples?: Record<string, { value: unknown }>;
}
interface Operation {
  operationId: string;
  summary: string;
  description: string;
  tags: string[];
  parameters?: (Json & { $ref?: string; name: string; schema: Json })[];
  requestBody?: { content: Record<string, Media> };
  responses: Record<string, { $ref?: string; content?: Record<string, Media> }>;
}

const operations = Object.values(document['paths'] as Record<string, Record<string, Operation>>).flatMap((methods) =>
  Object.values(methods),
);
const components = document['components'] as Record<string, Record<string, Json>>;
const problems = Object.entries(components['responses'] ?? {}) as [string, { content: Record<string, Media> }][];

/** Every schema of the document with the way to it. */
function* schemasIn(value: unknown, path: string): Generator<[string, Json]> {
  if (Array.isArray(value)) for (const [at, member] of value.entries()) yield* schemasIn(member, `${path}.${at}`);
  else if (typeof value === 'object' && value !== null) {
    if ('type' in value || '$ref' in value || 'anyOf' in value || 'oneOf' in value) yield [path, value];
    for (const [name, member] of Object.entries(value))
      if (!['example', 'examples', 'default', 'const', 'enum', 'mapping'].includes(name))
        yield* schemasIn(member, `${path}.${name}`);
  }
}

const schemas = [...schemasIn(document['paths'], 'paths'), ...schemasIn(components, 'components')];
const where = (is: (schema: Json, path: string) => boolean): string[] =>
  schemas.filter(([path, schema]) => is(schema, path)).map(([path]) => path);

/** The parameters of an operation, those of the components too. */
const parametersOf = ({ parameters = [] }: Operation): Json[] =>
  parameters.map(
    (given) => (given.$ref ? components['parameters']?.[given.$ref.split('/').at(-1) ?? ''] : given) ?? {},
  );

/** Every schema that one is made of, with those it names. */
function* schemasOf(schema: Json, path: string, met = new Set<string>()): Generator<[string, Json]> {
  for (const [at, one] of schemasIn(schema, path)) {
    const name = typeof one['$ref'] === 'string' ? (one['$ref'].split('/').at(-1) ?? '') : undefined;
    if (name === undefined) yield [at, one];
    else if (!met.has(name)) yield* schemasOf(components['schemas']?.[name] ?? {}, name, met.add(name));
  }
}

function isBounded(schema: Json): boolean {
  const types = new Set([schema['type']].flat());
  const isListed = 'enum' in schema || 'const' in schema;
  if (types.has('integer') || types.has('number')) return isListed || 'maximum' in schema;
  if (types.has('array')) return 'maxItems' in schema;
  return !types.has('string') || isListed || 'maxLength' in schema || 'pattern' in schema || 'format' in schema;
}

describe('the document', () => {
  it('has a name for every object: give the zod schema an id (`.meta({ id, description })`)', () => {
    const inline = where(
      (schema, path) => schema['properties'] !== undefined && !/^components\.schemas\.[A-Za-z]+$/.test(path),
    );
    expect(inline).toEqual([]);
  });

  it('describes every component, and says of what kind it is by its name', () => {
    const all = Object.entries(components['schemas'] ?? {});
    expect(all.filter(([, { description }]) => typeof description !== 'string').map(([name]) => name)).toEqual([]);
    expect(all.map(([name]) => name).filter((name) => !/^[A-Z][A-Za-z]+$/.test(name))).toEqual([]);
  });

  it('has the names that callers rely on', () => {
    expect(Object.keys(components['schemas'] ?? {})).toEqual(
      expect.arrayContaining([
        'Hold',
        'Order',
        'OrderItem',
        'Session',
        'User',
        'ShownEvent',
        'NewEvent',
        'SeatRequest',
      ]),
    );
  });

  it('has no name that a generator makes of another one: Go has a constructor `NewHold` of `Hold`, and `NullableHold`', () => {
    const names = Object.keys(components['schemas'] ?? {});
    const made = names.flatMap((name) => [
      `New${name}`,
      `New${name}WithDefaults`,
      `Nullable${name}`,
      `NewNullable${name}`,
    ]);
    expect(made.filter((name) => names.includes(name))).toEqual([]);
    // A file, or a class on a disk that takes capitals for small letters.
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
  });

  it('uses no word of JSON Schema that generators stumble over', () => {
    expect(where((schema) => 'prefixItems' in schema || typeof schema['items'] === 'boolean')).toEqual([]);
    expect(where(({ type, items }) => type === 'array' && typeof items !== 'object')).toEqual([]);
    expect(where((schema) => 'allOf' in schema || 'not' in schema || 'patternProperties' in schema)).toEqual([]);
    expect(where(({ nullable }) => nullable !== undefined)).toEqual([]);
  });

  it('says by which member alternatives that are told apart by one are told apart', () => {
    const several = Object.values(components['responses'] ?? {})
      .map((response) => (response as { content: Record<string, Media> }).content['application/problem+json']?.schema)
      .filter((schema) => schema?.['oneOf'] !== undefined);
    expect(several.length).toBeGreaterThan(5);
    for (const schema of several) expect(schema?.['discriminator']).toMatchObject({ propertyName: 'type' });
  });
});

describe.each(operations.map((operation) => [operation.operationId, operation] as const))('%s', (name, operation) => {
  it('has a short summary, a description that ends as a sentence, and a name in camelCase', () => {
    expect(name).toMatch(/^[a-z]+([A-Z][a-z]+)+$/);
    expect(operation.summary).toMatch(/^[A-Z].{3,78}[^.]$/);
    expect(operation.description).toMatch(/^[A-Z].*[.)]$/s);
    const tags = document['tags'] as { name: string; description: string }[];
    for (const tag of operation.tags)
      expect(tags).toContainEqual({ name: tag, description: expect.stringMatching(/^[A-Z].*\.$/) });
  });

  it('describes each parameter by a schema, with an example that fits', () => {
    for (const parameter of parametersOf(operation)) {
      const schema = parameter['schema'] as Json;
      const examples = (schema['examples'] ?? schema['enum'] ?? [schema['default']]) as unknown[];
      for (const example of examples)
        expect([parameter['name'], example, fault(schema, example)]).toEqual([parameter['name'], example, undefined]);
    }
  });

  it('says of all it asks for how large it may be', () => {
    const bodies = Object.values(operation.requestBody?.content ?? {}).map(({ schema }) => ({ name: 'body', schema }));
    const asked: Json[] = [...parametersOf(operation), ...bodies];
    const all = asked.flatMap(({ name: of, schema }) => [...schemasOf(schema as Json, of as string)]);
    expect(all.filter(([, schema]) => !isBounded(schema)).map(([path]) => path)).toEqual([]);
  });

  it('has examples of its request and its answers in functions/<name>/examples.ts, and they fit', () => {
    const contents = [
      operation.requestBody?.content,
      ...Object.values(operation.responses).map(({ content }) => content),
    ];
    for (const media of contents.map((content) => content?.['application/json']).filter((one) => one !== undefined)) {
      expect(Object.keys(media.examples ?? {})).not.toEqual([]);
      for (const [title, { value }] of Object.entries(media.examples ?? {}))
        expect([title, fault(media.schema, value)]).toEqual([title, undefined]);
    }
  });
});

it.each(described.flatMap(({ routes, examples }) => routes.map((route) => [route.name, route, examples] as const)))(
  '%s: the examples of its request are taken as they are',
  (name, { body }, examples) => {
    if (!body) return;
    for (const example of Object.values(examples[name]?.body ?? {}))
      expect(body.safeParse(example).error).toBeUndefined();
  },
);

it.each(problems)('the examples of the problems %s fit', (_, { content }) => {
  const media = content['application/problem+json'];
  for (const { value } of Object.values(media?.examples ?? {}))
    expect(fault(media?.schema ?? {}, value)).toBeUndefined();
});
