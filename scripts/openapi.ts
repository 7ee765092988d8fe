/**
 * npm run openapi
 *
 * Writes functions/event-global/openapi.json from the routes of every functions/<name>/api.ts. A test fails when the
 * file is not what this would write.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { described } from './manifests/openapi/described.ts';
import { type About, openApiDocument } from './manifests/openapi/document.ts';

const file = fileURLToPath(new URL('../functions/event-global/openapi.json', import.meta.url));
const about = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as About;
writeFileSync(file, `${JSON.stringify(openApiDocument(described, about), null, 2)}\n`);
execFileSync(fileURLToPath(new URL('../node_modules/.bin/oxfmt', import.meta.url)), [file], { stdio: 'ignore' });
console.log(`wrote ${file}`);
