/** What describes this system to programs, as files of functions/event-global/, which serves it. Tests fail when a file is not what this would write. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { capabilities } from '../../functions/capabilities.ts';
import { asyncApiDocument } from './asyncapi/asyncapi-document.ts';
import { eventSchemas } from './asyncapi/event-schemas.ts';
import { described } from './openapi/described.ts';
import { type About, openApiDocument } from './openapi/openapi-document.ts';

const PROJECT = new URL('../../', import.meta.url);
const FORMATTER = fileURLToPath(new URL('node_modules/.bin/oxfmt', PROJECT));

/** Writes openapi.json from the routes of the functions, asyncapi.json and schemas.json from the catalog of messages. */
export function writeDocuments(say: (line: string) => void): void {
  const about = JSON.parse(readFileSync(new URL('package.json', PROJECT), 'utf8')) as About;
  const files = {
    'openapi.json': openApiDocument(described, about),
    'asyncapi.json': asyncApiDocument(capabilities, about),
    'schemas.json': eventSchemas(),
  };
  for (const [name, content] of Object.entries(files)) {
    const file = fileURLToPath(new URL(`functions/event-global/${name}`, PROJECT));
    writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
    execFileSync(FORMATTER, [file], { stdio: 'ignore' });
    say(`wrote ${file}`);
  }
}
