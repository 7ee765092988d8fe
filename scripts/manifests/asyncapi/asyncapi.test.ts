import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { catalog } from '../../../events/catalog.ts';
import { capabilities } from '../../../functions/capabilities.ts';
import type { Json } from '../openapi/components.ts';
import type { About } from '../openapi/openapi-document.ts';
import { checkerOf } from '../openapi/json-schema.ts';
import { asyncApiDocument } from './asyncapi-document.ts';
import { eventSchemas, exampleOf, types } from './event-schemas.ts';

const read = (path: string): Json => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as Json;
const committed = read('../../../functions/event-global/asyncapi.json');
const schemas = read('../../../functions/event-global/schemas.json') as Record<string, Json>;

interface Message {
  name: string;
  headers: Json;
  payload: Json;
  examples: { headers: Json; payload: Json }[];
}
const components = committed['components'] as { messages: Record<string, Message>; schemas: Record<string, Json> };
const operations = committed['operations'] as Record<string, { action: string; messages: { $ref: string }[] }>;

it('is what catalog and capabilities say; otherwise run `npm run openapi` and commit it', () => {
  const about = read('../../../package.json') as unknown as About;
  expect(committed).toEqual(JSON.parse(JSON.stringify(asyncApiDocument(capabilities, about))));
  expect(schemas).toEqual(JSON.parse(JSON.stringify(eventSchemas())));
});

it('fits the JSON Schema of AsyncAPI 3.0', () => {
  const specification = createRequire(import.meta.url)('@asyncapi/specs/schemas/3.0.0-without-$id.json') as Json;
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  formats.default(ajv);
  const validate = ajv.compile(specification);
  expect(validate(committed) ? [] : validate.errors).toEqual([]);
  expect(validate({ ...committed, channels: { broker: { messages: [] } } })).toBe(false);
  // Half a megabyte of schema is compiled.
}, 60_000);

it('refers to nothing that is not there', () => {
  const resolve = (ref: string) =>
    ref
      .slice(2)
      .split('/')
      .reduce<unknown>((value, key) => (value as Json | undefined)?.[key], committed);
  const refs = [...JSON.stringify(committed).matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref = '']) => ref);
  expect(refs.length).toBeGreaterThan(20);
  expect(refs.filter((ref) => resolve(ref) === undefined)).toEqual([]);
});

it('names for each function what it publishes and what it takes', () => {
  const named = (key: string) =>
    (operations[key]?.messages ?? []).map(({ $ref }) => components.messages[$ref.split('/').at(-1) ?? '']?.name);
  expect(named('sendRegister')).toEqual(['user.registered.v1']);
  expect(named('receiveOrderRecord')).toEqual(
    types.filter((type) => type in (capabilities.find(({ name }) => name === 'order-record')?.takes?.types ?? {})),
  );
  const sent = Object.keys(operations).filter((key) => operations[key]?.action === 'send');
  expect(new Set(sent.flatMap(named))).toEqual(new Set(types));
});

describe.each(types)('%s', (type) => {
  const fault = checkerOf(committed);
  const message = Object.values(components.messages).find(({ name }) => name === type);

  it('has an example whose headers and data fit', () => {
    for (const { headers, payload } of message?.examples ?? []) {
      expect(fault(message?.headers ?? {}, headers)).toBeUndefined();
      expect(fault(message?.payload ?? {}, payload)).toBeUndefined();
    }
    expect(message?.examples).toHaveLength(1);
  });

  it('is published as a schema that takes what the catalog takes, and refuses what it refuses', () => {
    const check = checkerOf({});
    const schema = schemas[type] ?? {};
    const example = exampleOf(type);
    const tried: Json[] = [example, { ...example, added: 'later' }];
    for (const member of Object.keys(example)) {
      const { [member]: _, ...without } = example;
      tried.push(without, { ...example, [member]: [] }, { ...example, [member]: null }, { ...example, [member]: -1 });
    }
    for (const data of tried)
      expect([data, check(schema, data) === undefined]).toEqual([data, catalog[type].safeParse(data).success]);
  });
});
