/** Writes the OpenAPI 3.1 document of route tables. */
import { STATUS_CODES } from 'node:http';
import type * as z from 'zod';
import { isStreaming, pathParameters, type Route, type StreamOf } from '../../../functions/shared/http/route.ts';
import type { RouteTable } from '../route-tables.ts';
import { Components, type Json } from './components.ts';
import { problemAnswers, problemSchema } from './problem-answers.ts';

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  description:
    'Chosen by the caller for one intent: a retry with the same key is answered with the same order. `k1` and `"k1"` are one key',
  schema: { type: 'string', minLength: 1, maxLength: 128, pattern: '^[!#-~][!-~]*$' },
};

const LAST_EVENT_ID = {
  name: 'Last-Event-ID',
  in: 'header',
  required: false,
  description: 'The id of the last event of this stream that the client has; what came after it is sent first',
  schema: { type: 'string' },
};

/** What a condition is compared with, by its header. */
function conditionsOf({ conditions = {} }: Route): Json[] {
  const named = { 'If-Match': conditions.ifMatch, 'If-None-Match': conditions.ifNoneMatch };
  return Object.entries(named).flatMap(([name, whose]) =>
    whose === undefined
      ? []
      : [
          {
            name,
            in: 'header',
            required: false,
            description: `Tags (ETag) of the ${whose}: ${name === 'If-Match' ? 'one of them must be' : 'none of them may be'} its present one, or nothing is done (RFC 9110)`,
            schema: { type: 'string' },
          },
        ],
  );
}

const STRICT =
  `What an operation does not declare is refused, and then nothing has been done: a query parameter, a member of a body, a
body where none is declared (an empty object, too) with 422 \`invalid\`, whose \`errors\` name it; another content type than
\`application/json\` in UTF-8, or a content coding, with 415; a header twice that may stand once, with 400.`.replaceAll(
    '\n',
    ' ',
  );

const ALL_ANSWERS =
  `Every path takes OPTIONS (204, with Allow), and with a method that it does not take it is answered 405, with Allow. Every answer names
its request in \`x-request-id\` and its trace in \`traceresponse\` (W3C Trace Context); a problem has the trace id in \`traceId\`. Long
answers are compressed (br or gzip) for those who accept that.`.replaceAll('\n', ' ');

/** The document of all functions' routes; `about` is what package.json says of the project. */
export function openApiDocument(
  tables: readonly RouteTable[],
  about: { version: string; description: string; license: string },
): Json {
  const components = new Components();
  const problem = components.add('Problem', problemSchema);
  const responses: Json = {};
  const paths: Record<string, Json> = {};
  for (const { name: fn, routes } of tables) {
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
      description: `${about.description}\n\n${STRICT}\n\n${ALL_ANSWERS}`,
      license: { name: about.license, identifier: about.license },
    },
    servers: [{ url: '/' }],
    tags: tables.map(({ name }) => ({ name })),
    paths: sorted(paths),
    components: {
      schemas: sorted(components.schemas),
      responses: sorted(responses),
      parameters: { IdempotencyKey: IDEMPOTENCY_KEY, LastEventId: LAST_EVENT_ID },
      headers: {
        Location: {
          description: 'Where what was created is from now on',
          required: true,
          schema: { type: 'string', format: 'uri-reference' },
        },
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
    ...(route.body ? { requestBody: bodyOf(route.body, components) } : {}),
  };
}

function bodyOf(schema: z.ZodType, components: Components): Json {
  const mayBeLeftOut = schema.safeParse(undefined).success;
  return { required: !mayBeLeftOut, content: json(components.schemaOf(schema, 'input')) };
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
  const key = route.idempotent ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : [];
  const lastId = isStreaming(route) ? [{ $ref: '#/components/parameters/LastEventId' }] : [];
  return [...inPath, ...inQuery, ...key, ...conditionsOf(route), ...lastId];
}

function answersOf(route: Route, components: Components): Json {
  return Object.fromEntries(
    Object.entries(route.answers).map(([status, answer]) => [
      status,
      {
        description: STATUS_CODES[status] ?? 'Done',
        ...(status === '201' ? { headers: { Location: { $ref: '#/components/headers/Location' } } } : {}),
        ...(answer === null ? {} : { content: contentOf(answer, components) }),
      },
    ]),
  );
}

function contentOf(answer: StreamOf | z.ZodType, components: Components): Json {
  if (!('events' in answer)) return json(components.schemaOf(answer, 'output'));
  const events = Object.entries(answer.events).map(([name, { when, data }]) => ({
    title: name,
    description: when,
    type: 'object',
    required: ['event', 'data'],
    properties: { event: { const: name }, id: { type: 'integer' }, data: components.schemaOf(data, 'output') },
  }));
  // OpenAPI 3.1 has no word for the items of a stream: each event is one of these, its data written as JSON.
  return { 'text/event-stream': { schema: { oneOf: events } } };
}

function json(schema: Json): Json {
  return { 'application/json': { schema } };
}

function sorted(members: Json): Json {
  return Object.fromEntries(Object.entries(members).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
