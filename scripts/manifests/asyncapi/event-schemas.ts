/** The JSON Schemas of the catalog of CloudEvents, as they are published. */
import { readFileSync } from 'node:fs';
import { catalog, type EventType, occasions, wireType } from '../../../events/catalog.ts';
import { Components, type Json } from '../openapi/components.ts';

/** Every type of message. */
export const types = Object.keys(catalog) as EventType[];

/** The schema of a type's data. Members may be added to it: consumers live with those they do not know. */
export function eventSchema(type: EventType): Json {
  const components = new Components();
  const schema = components.schemaOf(catalog[type], 'output');
  if (Object.keys(components.schemas).length > 0) throw new Error(`${type}: the catalog's schemas stand by themselves`);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: wireType(type),
    description: `Data of the CloudEvent that is published when ${occasions[type]}`,
    ...schema,
    examples: [exampleOf(type)],
  };
}

/** `events/examples/<type>.json`. */
export function exampleOf(type: EventType): Json {
  const file = new URL(`../../../events/examples/${type}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as Json;
}

/** The schemas of all types. */
export function eventSchemas(): Record<EventType, Json> {
  return Object.fromEntries(types.map((type) => [type, eventSchema(type)])) as Record<EventType, Json>;
}
