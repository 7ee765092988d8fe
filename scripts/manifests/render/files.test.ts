import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { renderFiles, ROOT } from './files.ts';

const files = await renderFiles();

it.each([...files])('%s is what `npm run render` writes', async (path, text) => {
  expect(await readFile(join(ROOT, path), 'utf8')).toBe(text);
});

it('knative/shards holds nothing that is not rendered', async () => {
  const there = (await readdir(join(ROOT, 'knative/shards'))).map((name) => `knative/shards/${name}`);
  expect(there.filter((path) => !files.has(path))).toEqual([]);
});
