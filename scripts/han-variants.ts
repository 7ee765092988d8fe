/**
 * npm run han-variants: writes the Chinese characters that are one in searches, traditional, simplified and Japanese; `--help` says everything.
 * A test fails when the file is not what this would write.
 */
import { writeFile } from 'node:fs/promises';
import { brotliCompressSync, constants } from 'node:zlib';
import { helpOf, readArguments } from './cli/command.ts';
import { main } from './cli/main.ts';

const FILE = new URL('../functions/shared/han-variants.json', import.meta.url);
const SOURCE = 'OpenCC, as opencc-js has it (Apache-2.0)';
/** Of each line the first character is a variant of the second. The earlier decide. */
const DICTIONARIES = ['TSCharacters', 'JPShinjitaiCharacters', 'HKVariants', 'TWVariants'];

/**
 * Pairs of characters, one text: behind each the one that stands for it and for all its variants. From traditional to simplified; from Japanese to
 * traditional, and on to simplified; from the forms of Hong Kong and Taiwan to those of OpenCC, and on.
 */
export async function listedVariants(): Promise<string> {
  const next = new Map<string, string>();
  for (const name of DICTIONARIES) {
    const dictionary = (await import(`opencc-js/dict/${name}`)) as { default: string };
    for (const line of dictionary.default.split('|')) {
      const [variant = '', other = ''] = line.split(' ');
      const isPair = isOne(variant) && isOne(other) && variant !== other;
      if (isPair && !next.has(variant) && standsFor(other, next) !== variant) next.set(variant, other);
    }
  }
  const pairs = [...next.keys()].map((variant) => variant + standsFor(variant, next));
  return pairs.toSorted().join('');
}

function standsFor(character: string, next: ReadonlyMap<string, string>): string {
  let last = character;
  for (let then = next.get(last); then !== undefined; then = next.get(last)) last = then;
  return last;
}

/** One character of the plane that all are in that anybody types, and the same in all its compositions. */
function isOne(text: string): boolean {
  return text.length === 1 && text.normalize('NFKC') === text;
}

const COMMAND = {
  usage: 'npm run han-variants',
  about: `Writes functions/shared/han-variants.json, the variants of Chinese characters that searches take for one, from the dictionaries of a maintained
package (OpenCC): after a new version of the package, run it again, and npm run reindex on every system.`,
  options: {},
};

async function write(): Promise<void> {
  const variants = await listedVariants();
  const text = Buffer.from(variants);
  const best = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: text.length };
  const brotli = brotliCompressSync(text, { params: best }).toString('base64');
  await writeFile(FILE, `${JSON.stringify({ source: SOURCE, brotli }, null, 2)}\n`);
  console.log(`wrote ${variants.length / 2} variants, ${brotli.length} characters`);
}

if (import.meta.main) await main({ help: helpOf(COMMAND), read: (args) => readArguments(args, COMMAND), run: write });
