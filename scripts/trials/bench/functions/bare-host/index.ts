/** A hello in Seatmesh's host alone: no routes, no schema, no log line. */
import { methodNotAllowed } from '../../../../../functions/shared/http/router.ts';
import { host } from '../../../../../functions/shared/serve/host.ts';

host({
  name: 'bare-host',
  refuse: (_request, response, problem) => response.writeHead(problem.status).end(),
  notAllowed: () => methodNotAllowed('GET, HEAD, POST'),
  ready: async () => true,
  away: async () => [],
  drain: () => {},
  close: async () => {},
  handle: async (request, response, body) => {
    const answer =
      request.method === 'GET'
        ? { hello: 'world' }
        : { hello: 'world', seats: (JSON.parse(body.toString()) as { seats: string[] }).seats };
    const json = JSON.stringify(answer);
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(json) };
    response.writeHead(request.method === 'GET' ? 200 : 201, headers).end(json);
  },
});
