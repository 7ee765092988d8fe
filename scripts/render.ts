/** npm run render: writes what follows from what the functions say of themselves, and from the shard map. npm test says when it is stale. */
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { renderFiles, ROOT } from './manifests/render/files.ts';

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
// And so does the API's document.
await import('./openapi.ts');
