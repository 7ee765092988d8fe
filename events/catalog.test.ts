import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { catalog, type EventType } from './catalog.ts';

const EXAMPLES = new URL('examples/', import.meta.url);
const types = Object.keys(catalog) as EventType[];

it('every type has an example and no example is left over', () => {
  expect(readdirSync(EXAMPLES).toSorted()).toEqual(types.map((type) => `${type}.json`).toSorted());
});

it.each(types)('the example of %s fits its schema and has no field besides', (type) => {
  const example: unknown = JSON.parse(readFileSync(new URL(`${type}.json`, EXAMPLES), 'utf8'));
  expect(catalog[type].strict().parse(example)).toEqual(example);
});

it.each(types)('%s says in its name that something happened, and which version of it', (type) => {
  expect(type).toMatch(/^[a-z]+\.[a-z]+ed\.v[1-9]\d*$/);
});
