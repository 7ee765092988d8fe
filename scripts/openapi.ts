/** npm run openapi: writes what describes this system to programs; `--help` says everything. */
import { helpOf, readArguments } from './cli/command.ts';
import { main } from './cli/main.ts';
import { writeDocuments } from './manifests/write-documents.ts';

const COMMAND = {
  usage: 'npm run openapi',
  about: `Writes what describes this system to programs, into functions/event-global/, which serves it: openapi.json from the routes of every
functions/<name>/api.ts, asyncapi.json and schemas.json from the catalog of CloudEvents (events/). npm test says when one is stale; npm run
render writes them, too.`,
  options: {},
};

await main({
  help: helpOf(COMMAND),
  read: (args) => readArguments(args, COMMAND),
  run: async () => writeDocuments(console.log),
});
