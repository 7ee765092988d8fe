/** Takes every event and forgets it: 202 at once. Publishing to it costs the publisher what it costs, and nobody else. */
import { createServer } from 'node:http';

const { PORT, HOST } = process.env;
createServer({ keepAliveTimeout: 120_000 }, (request, response) => {
  request.resume();
  request.on('end', () => response.writeHead(request.method === 'POST' ? 202 : 200).end());
}).listen(Number(PORT), HOST);
process.once('SIGTERM', () => process.exit());
