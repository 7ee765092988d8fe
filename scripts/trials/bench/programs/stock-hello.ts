/** A hello on the Functions Framework as it comes. */
import { http } from '@google-cloud/functions-framework';

http('hello', (request, response) => {
  if (request.method === 'GET') return void response.json({ hello: 'world' });
  const { seats } = request.body as { seats: string[] };
  response.status(201).json({ hello: 'world', seats });
});
