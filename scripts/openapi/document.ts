/** Writes the OpenAPI 3.1 document of route tables. */
import { STATUS_CODES } from 'node:http';
import { pathParameters, type Route } from '../../functions/shared/route.ts';
import type { RouteTable } from '../route-tables.ts';
import { Components, type Json } from './components.ts';
import { problemAnswers, problemSchema } from './problem-answers.ts';

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  description: 'Chosen by the caller for one intent: a retry with the same key is answered with the same order',
  schema: { type: 'string', minLength: 1, maxLength: 128, pattern: '^[\\x21-\\x7e]+$' },
};

/** The document of all functions' routes; `about` is what package.json says of the project. */
export function openApiDocument(
  tables: readonly RouteTable[],
  about: { version: string; description: string; license: string },
): Json {
  const components = new Components();
  const problem = components.add('Problem', problemSchema);
  const responses: Json = {};
  const paths: Record<string, Json> = {};
  for (const { fn, routes } of tables) {
    for (const route of routes) {
      const operations = (paths[route.path] ??= {});
      operations[route.method.toLowerCase()] = {
        ...operationOf(fn, route, components),
        responses: { ...answersOf(route, components), ...problemAnswers(route, problem, responses) },
      };
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Seatmesh',
      version: about.version,
      description: about.description,
      license: { name: about.license, identifier: about.license },
    },
    servers: [{ url: '/' }],
    tags: tables.map(({ fn }) => ({ name: fn })),
    paths: sorted(paths),
    components: {
      schemas: sorted(components.schemas),
      responses: sorted(responses),
      parameters: { IdempotencyKey: IDEMPOTENCY_KEY },
      headers: {
        RetryAfter: { description: 'Seconds to wait before the next try', schema: { type: 'integer' } },
      },
      securitySchemes: {
        accessToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'From POST /v1/auth/login' },
      },
    },
  };
}

function operationOf(fn: string, route: Route, components: Components): Json {
  const parameters = parametersOf(route, components);
  return {
    operationId: route.name,
    summary: route.summary,
    tags: [fn],
    security: route.access === 'user' ? [{ accessToken: [] }] : [],
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(route.body ? { requestBody: { required: true, content: json(components.schemaOf(route.body, 'input')) } } : {}),
  };
}

function parametersOf(route: Route, components: Components): Json[] {
  const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: components.schemaOf(pathParameters[name as keyof typeof pathParameters], 'input'),
  }));
  const query = route.query ? components.schemaOf(route.query, 'input') : {};
  const required = new Set((query['required'] as string[] | undefined) ?? []);
  const inQuery = Object.entries((query['properties'] as Record<string, Json> | undefined) ?? {}).map(
    ([name, { description, ...schema }]) => ({
      name,
      in: 'query',
      required: required.has(name),
      ...(description === undefined ? {} : { description }),
      schema,
    }),
  );
  const header = route.idempotent ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : [];
  return [...inPath, ...inQuery, ...header];
}

function answersOf(route: Route, components: Components): Json {
  return Object.fromEntries(
    Object.entries(route.answers).map(([status, schema]) => [
      status,
      {
        description: STATUS_CODES[status] ?? 'Done',
        ...(schema ? { content: json(components.schemaOf(schema, 'output')) } : {}),
      },
    ]),
  );
}

function json(schema: Json): Json {
  return { 'application/json': { schema } };
}

function sorted(members: Json): Json {
  return Object.fromEntries(Object.entries(members).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
