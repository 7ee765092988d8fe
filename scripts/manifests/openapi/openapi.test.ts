import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { problems } from '../../../functions/shared/problem.ts';
import type { Route } from '../../../functions/shared/http/route.ts';
import { Components, type Json } from './components.ts';
import { openApiDocument } from './openapi-document.ts';
import { codesOf } from './problem-answers.ts';
import { described } from './described.ts';
import * as z from 'zod';

const read = (path: string): Json => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as Json;

const committed = read('../../../functions/event-global/openapi.json');
const tables = described;
const routes: Route[] = tables.flatMap((table) => [...table.routes]);

interface Operation {
  operationId: string;
  security: Json[];
  parameters?: (Json & { name?: string; in?: string })[];
  requestBody?: { content: Record<string, { schema: Json }> };
  responses: Record<string, Json>;
}

const operations = new Map(
  Object.entries(committed['paths'] as Record<string, Record<string, Operation>>).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const),
  ),
);
const operationOf = (route: Route): Operation => {
  const operation = operations.get(`${route.method} ${route.path}`);
  if (!operation) throw new Error(`${route.name} is not in the document`);
  return operation;
};

/** Follows a JSON pointer of the document. */
function resolve(ref: string): unknown {
  return ref
    .replace(/^#\//, '')
    .split('/')
    .reduce<unknown>((value, key) => (value as Json | undefined)?.[key], committed);
}

function refsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    name === '$ref' && typeof member === 'string' ? [member] : refsIn(member),
  );
}

describe('functions/event-global/openapi.json', () => {
  it('is what the routes say; otherwise run `npm run openapi` and commit it', () => {
    const about = read('../../../package.json') as { version: string; description: string; license: string };
    expect(committed).toEqual(JSON.parse(JSON.stringify(openApiDocument(tables, about))));
  });

  it('has the members that OpenAPI 3.1 requires', () => {
    expect(committed['openapi']).toBe('3.1.0');
    expect(committed['info']).toMatchObject({ title: expect.any(String), version: expect.any(String) });
    for (const operation of operations.values()) {
      expect(Object.keys(operation.responses)).not.toEqual([]);
      for (const [status, response] of Object.entries(operation.responses)) {
        expect(status).toMatch(/^[1-5]\d\d$/);
        const answer = typeof response['$ref'] === 'string' ? (resolve(response['$ref']) as Json) : response;
        expect(answer['description']).toEqual(expect.any(String));
      }
    }
  });

  it('has every route once, each under a name of its own', () => {
    expect(operations.size).toBe(routes.length);
    expect(routes.map((route) => operationOf(route).operationId)).toEqual(routes.map((route) => route.name));
    expect(new Set(routes.map((route) => route.name)).size).toBe(routes.length);
  });

  it('refers to nothing that is not there, and has no component that nothing refers to', () => {
    const refs = new Set(refsIn(committed));
    expect([...refs].filter((ref) => resolve(ref) === undefined)).toEqual([]);
    const components = committed['components'] as Record<string, Json>;
    const all = ['schemas', 'responses', 'parameters', 'headers'].flatMap((kind) =>
      Object.keys(components[kind] ?? {}).map((name) => `#/components/${kind}/${name}`),
    );
    expect(all.filter((ref) => !refs.has(ref))).toEqual([]);
    const names = Object.values(components).flatMap((kind) => Object.keys(kind));
    expect(names.filter((name) => !/^[a-zA-Z0-9._-]+$/.test(name))).toEqual([]);
  });

  it.each(routes)('$name declares each parameter of its path, its key and its token', (route) => {
    const operation = operationOf(route);
    const inPath = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
    expect(inPath.map((parameter) => `{${parameter.name}}`)).toEqual(route.path.match(/\{\w+\}/g) ?? []);
    expect(inPath.every((parameter) => parameter['required'] === true)).toBe(true);
    const refs = refsIn(operation.parameters);
    expect(refs.includes('#/components/parameters/IdempotencyKey')).toBe(route.idempotent === true);
    expect(refs.includes('#/components/parameters/OptionalIdempotencyKey')).toBe(route.idempotent === 'optional');
    const token = { accessToken: [] };
    expect(operation.security).toEqual({ user: [token], optional: [{}, token], public: [] }[route.access]);
    expect(operation.requestBody !== undefined).toBe(route.body !== undefined);
  });

  it.each(routes)('$name lists every problem code of its table under the status of the code', (route) => {
    const responses = operationOf(route).responses;
    for (const code of [...route.problems, ...codesOf(route)]) {
      const ref = responses[problems[code][0]]?.['$ref'];
      expect(JSON.stringify(resolve(String(ref)))).toContain(`"${code}"`);
    }
  });
});

describe('a schema with an id', () => {
  it('is refused as one component when it differs on the way in and out', () => {
    const components = new Components();
    const schema = z.object({ size: z.number().default(1) }).meta({ id: 'Sized' });
    components.schemaOf(schema, 'input');
    expect(() => components.schemaOf(schema, 'output')).toThrow(/Sized is used for two schemas, or looks different/);
  });
});
