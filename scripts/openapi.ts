/**
 * npm run openapi
 *
 * Writes what describes this system to programs, into functions/event-global/, which serves it: openapi.json from the routes of every
 * functions/<name>/api.ts, asyncapi.json and schemas.json from the catalog of CloudEvents (events/). Tests fail when the files are not
 * what this would write.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { capabilities } from '../functions/capabilities.ts';
import { asyncApiDocument } from './manifests/asyncapi/document.ts';
import { eventSchemas } from './manifests/asyncapi/event-schemas.ts';
import { described } from './manifests/openapi/described.ts';
import { type About, openApiDocument } from './manifests/openapi/document.ts';

const FOLDER = new URL('../functions/event-global/', import.meta.url);
const about = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as About;
const files = {
  'openapi.json': openApiDocument(described, about),
  'asyncapi.json': asyncApiDocument(capabilities, about),
  'schemas.json': eventSchemas(),
};
for (const [name, content] of Object.entries(files)) {
  const file = fileURLToPath(new URL(name, FOLDER));
  writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
  execFileSync(fileURLToPath(new URL('../node_modules/.bin/oxfmt', import.meta.url)), [file], { stdio: 'ignore' });
  console.log(`wrote ${file}`);
}
