// The least that answers HTTP, in JavaScript as it is run: nothing is to be stripped or converted.
const { createServer } = require('node:http');

const server = createServer((_request, response) => response.writeHead(200).end('ok\n'));
server.listen(Number(process.env.PORT), process.env.HOST);
process.once('SIGTERM', () => process.exit());
