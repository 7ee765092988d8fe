/**
 * npm run passwords: writes the list of passwords that nobody may choose; `--help` says everything. A test fails when the file is not what this
 * would write.
 */
import { writeFile } from 'node:fs/promises';
import { brotliCompressSync, constants } from 'node:zlib';
import { dictionary } from '@zxcvbn-ts/language-common';
import { helpOf, readArguments } from './cli/command.ts';
import { main } from './cli/main.ts';

const FILE = new URL('../functions/shared/identity/common-passwords.json', import.meta.url);
const SOURCE = '@zxcvbn-ts/language-common (MIT)';

/** Shorter ones are neither passwords here nor taken for the core of one. */
const SHORTEST = 4;

/** The list as passwords are compared: normalised, in lower case, sorted, each once. */
export function listedPasswords(): string[] {
  const all = dictionary['passwords-common'].map((text) => text.normalize('NFKC').toLowerCase());
  return [...new Set(all)].filter((text) => text.length >= SHORTEST).toSorted();
}

const COMMAND = {
  usage: 'npm run passwords',
  about: `Writes functions/shared/identity/common-passwords.json, the passwords that nobody may choose, from the list of a maintained package (zxcvbn-ts):
after a new version of the package, run it again.`,
  options: {},
};

async function write(): Promise<void> {
  const text = Buffer.from(listedPasswords().join('\n'));
  const best = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: text.length };
  const brotli = brotliCompressSync(text, { params: best }).toString('base64');
  await writeFile(FILE, `${JSON.stringify({ source: SOURCE, brotli }, null, 2)}\n`);
  console.log(`wrote ${listedPasswords().length} passwords, ${brotli.length} characters`);
}

if (import.meta.main) await main({ help: helpOf(COMMAND), read: (args) => readArguments(args, COMMAND), run: write });
