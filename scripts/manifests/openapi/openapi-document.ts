/** Writes the OpenAPI 3.1 document of route tables. */
import { STATUS_CODES } from 'node:http';
import type * as z from 'zod';
import type { Examples } from '../../../functions/shared/http/examples.ts';
import type { FileOf, Route, StreamOf, TextOf } from '../../../functions/shared/http/route.ts';
import type { Described } from './described.ts';
import { Components, type Json, pascal } from './components.ts';
import { withDiscriminators } from './discriminators.ts';
import { headers, headersOf } from './answer-headers.ts';
import { parameters, parametersOf } from './parameters.ts';
import { problemAnswers } from './problem-answers.ts';
import { problemErrorSchema } from './problem-members.ts';

const STRICT =
  `What an operation does not declare is refused, and then nothing has been done: a query parameter, a member of a body, a
body where none is declared (an empty object, too) with 422 \`invalid\`, whose \`errors\` name it; another content type than
\`application/json\` in UTF-8, or a content coding, with 415; a header twice that may stand once, with 400.`.replaceAll(
    '\n',
    ' ',
  );

const ALL_ANSWERS =
  `Every path takes OPTIONS (204, with Allow), and with a method that it does not take it is answered 405, with Allow. Every answer names
its request in \`x-request-id\`, a function's answer also its trace in \`traceresponse\` (W3C Trace Context); a problem, whoever made it, has
the trace id in \`traceId\`. Long
answers are compressed (br or gzip) for those who accept that. What a caller's limits leave is told by \`RateLimit-Policy\` and \`RateLimit\`
(draft-ietf-httpapi-ratelimit-headers-11), with success and with 429.`.replaceAll('\n', ' ');

/** What package.json says of the project. */
export interface About {
  version: string;
  description: string;
  license: string;
}

/** The document of all functions' routes. */
export function openApiDocument(tables: readonly Described[], about: About): Json {
  const components = new Components();
  components.add('ProblemError', problemErrorSchema);
  const responses: Json = {};
  const paths: Record<string, Json> = {};
  for (const table of tables) {
    for (const route of table.routes) {
      const examples = table.examples[route.name] ?? {};
      const operations = (paths[route.path] ??= {});
      operations[route.method.toLowerCase()] = {
        ...operationOf(table.name, route, examples, components),
        responses: {
          ...answersOf(route, examples, components),
          ...problemAnswers(route, components, responses),
        },
      };
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Seatmesh',
      version: about.version,
      description: `${about.description}.\n\n${STRICT}\n\n${ALL_ANSWERS}`,
      contact: { name: 'Whoever runs this installation' },
      license: { name: about.license, identifier: about.license },
    },
    servers: [{ url: '/' }],
    tags: tables.map(({ name, summary }) => ({ name, description: summary })),
    paths: sorted(withDiscriminators(paths, components.schemas)),
    components: {
      schemas: sorted(withDiscriminators(components.schemas)),
      responses: sorted(withDiscriminators(responses, components.schemas)),
      parameters: usedIn(paths, parameters),
      headers,
      securitySchemes: {
        accessToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'From POST /v1/auth/login' },
      },
    },
  };
}

/** Of components, those that something refers to. */
function usedIn(paths: Json, all: Json): Json {
  const text = JSON.stringify(paths);
  return Object.fromEntries(Object.entries(all).filter(([name]) => text.includes(`#/components/parameters/${name}"`)));
}

function operationOf(fn: string, route: Route, examples: Examples[string], components: Components): Json {
  const taken = parametersOf(route, components);
  return {
    operationId: route.name,
    summary: route.summary,
    description: route.description ?? `${route.summary}.`,
    tags: [fn],
    security: securityOf(route),
    ...(taken.length > 0 ? { parameters: taken } : {}),
    ...(route.body ? { requestBody: bodyOf(route.body, examples.body, components) } : {}),
  };
}

/** The empty requirement says that one may come without a token. */
function securityOf({ access }: Route): Json[] {
  if (access === 'public') return [];
  return access === 'user' ? [{ accessToken: [] }] : [{}, { accessToken: [] }];
}

function bodyOf(schema: z.ZodType, examples: Examples[string]['body'], components: Components): Json {
  const mayBeLeftOut = schema.safeParse(undefined).success;
  return { required: !mayBeLeftOut, content: json(components.schemaOf(schema, 'input'), examples) };
}

function answersOf(route: Route, examples: Examples[string], components: Components): Json {
  const answers = Object.entries(route.answers).map(([status, answer]): [string, Json] => [
    status,
    {
      description: STATUS_CODES[status] ?? 'Done',
      headers: headersOf(Number(status), route),
      ...(answer === null ? {} : { content: contentOf(route, answer, examples[Number(status)], components) }),
    },
  ]);
  if (route.method === 'GET' && route.etag)
    answers.push(['304', { description: 'The caller has it already', headers: headersOf(304, route) }]);
  return Object.fromEntries(answers);
}

function contentOf(
  route: Route,
  answer: StreamOf | FileOf | TextOf | z.ZodType,
  examples: Examples[string][number] | undefined,
  components: Components,
): Json {
  if ('file' in answer) return { [answer.file]: { schema: { type: 'string', description: answer.what } } };
  if ('mediaType' in answer) return { [answer.mediaType]: { schema: components.schemaOf(answer.text, 'output') } };
  if (!('events' in answer)) return json(components.schemaOf(answer, 'output'), examples);
  const events = Object.entries(answer.events).map(([event, { when, data }]) =>
    components.add(`${pascal(route.name)}${pascal(event)}`, {
      type: 'object',
      description: when,
      required: ['event', 'data'],
      properties: {
        event: { type: 'string', const: event },
        id: { type: 'string' },
        data: components.schemaOf(data, 'output'),
      },
    }),
  );
  // OpenAPI 3.1 has no word for the items of a stream: each event is one of these, its data written as JSON.
  return { 'text/event-stream': { schema: { oneOf: events } } };
}

function json(schema: Json, examples: Readonly<Record<string, unknown>> = {}): Json {
  const named = Object.entries(examples).map(([name, value]) => [name, { value }]);
  return {
    'application/json': { schema, ...(named.length > 0 ? { examples: Object.fromEntries(named) as Json } : {}) },
  };
}

function sorted(members: Json): Json {
  return Object.fromEntries(Object.entries(members).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
