/** npm run render: writes what follows from what the functions say of themselves, and from the shard map; `--help` says everything. */
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { helpOf, readArguments } from './cli/command.ts';
import { main } from './cli/main.ts';
import { writeDocuments } from './manifests/write-documents.ts';
import { renderFiles, ROOT } from './manifests/render/files.ts';

const COMMAND = {
  usage: 'npm run render',
  about: `Writes what follows from the functions' capabilities and the shard map: the manifests of functions and their routes, the users of Redis, the
tables of the READMEs, and the OpenAPI and AsyncAPI documents. npm test says when one of them is stale.`,
  options: {},
};

await main({
  help: helpOf(COMMAND),
  read: (args) => readArguments(args, COMMAND),
  run: async () => {
    const files = await renderFiles();
    for (const [path, text] of files) {
      if (text === (await readFile(join(ROOT, path), 'utf8').catch(() => ''))) continue;
      await writeFile(join(ROOT, path), text);
      console.log(`wrote ${path}`);
    }
    for (const name of await readdir(join(ROOT, 'knative/shards'))) {
      if (files.has(`knative/shards/${name}`)) continue;
      await rm(join(ROOT, 'knative/shards', name));
      console.log(`removed knative/shards/${name}`);
    }
    writeDocuments(console.log);
  },
});
