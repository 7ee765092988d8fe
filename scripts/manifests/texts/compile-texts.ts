/**
 * The pages' texts, ICU messages in `functions/web/texts/<language>/*.json`, as TypeScript: a constant or a function each, so that a text that is
 * missing, or asked for with the wrong arguments, does not compile, and a bundle has only those it uses.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type MessagePart, readMessage } from './icu-message.ts';

/** The texts of a language by their keys. */
export type TextsOf = ReadonlyMap<string, string>;

type Kind = 'string' | 'number';

const FOLDER = 'functions/web/texts';
/** By which all others are measured. */
const FIRST = 'en';

/** The compiled files by path. @throws Error that lists what is missing or does not fit, a line each */
export function compiledTexts(root: string): [string, string][] {
  const languages = readdirSync(join(root, FOLDER), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'compiled')
    .map(({ name }) => name)
    .toSorted();
  const texts = new Map(languages.map((language) => [language, readTexts(join(root, FOLDER, language))]));
  const faults = faultsIn(texts);
  if (faults.length > 0) throw new Error(faults.join('\n'));
  return languages.map((language) => [
    `${FOLDER}/compiled/${language}.ts`,
    compileTexts(language, texts.get(language) ?? new Map()),
  ]);
}

function readTexts(folder: string): TextsOf {
  const texts = new Map<string, string>();
  for (const file of readdirSync(folder).toSorted()) {
    for (const [key, text] of Object.entries(JSON.parse(readFileSync(join(folder, file), 'utf8')) as object)) {
      if (texts.has(key)) throw new Error(`${folder}/${file}: ${key} is there twice`);
      texts.set(key, String(text));
    }
  }
  return texts;
}

/** What is wrong with texts, a line each. */
export function faultsIn(texts: ReadonlyMap<string, TextsOf>): string[] {
  const first = texts.get(FIRST) ?? new Map<string, string>();
  return [...texts].flatMap(([language, own]) => [
    ...[...first.keys()].filter((key) => !own.has(key)).map((key) => `${language}: ${key} is missing`),
    ...[...own.keys()].filter((key) => !first.has(key)).map((key) => `${language}: nobody knows ${key}`),
    ...[...own].flatMap(([key, text]) => faultsOf(language, key, text, first.get(key) ?? text)),
  ]);
}

function faultsOf(language: string, key: string, text: string, first: string): string[] {
  const say = (what: string): string => `${language}: ${key}: ${what}`;
  try {
    const parts = readMessage(text);
    const [own, asked] = [signature(parts), signature(readMessage(first))];
    const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
    const wanting = pluralsIn(parts).flatMap(({ options }) => pluralCategories.filter((name) => !options.has(name)));
    return [
      ...(/^[a-z]\w*$/.test(key) ? [] : [say('no name for a function')]),
      ...(own === asked ? [] : [say(`takes ${own || 'nothing'}, and ${FIRST} ${asked || 'nothing'}`)]),
      ...[...new Set(wanting)].map((name) => say(`no plural "${name}"`)),
    ];
  } catch (error) {
    return [say((error as Error).message)];
  }
}

function pluralsIn(parts: readonly MessagePart[]): Extract<MessagePart, { options: unknown }>[] {
  return parts.flatMap((part) => {
    if (!('options' in part)) return [];
    const inner = [...part.options.values()].flatMap(pluralsIn);
    return part.kind === 'plural' ? [part, ...inner] : inner;
  });
}

/** The arguments with their types. */
function argumentsIn(parts: readonly MessagePart[], found = new Map<string, Kind>()): Map<string, Kind> {
  for (const part of parts) {
    if (!('name' in part)) continue;
    const kind = part.kind === 'number' || part.kind === 'plural' ? 'number' : 'string';
    const known = found.get(part.name);
    if (known !== undefined && known !== kind) throw new Error(`${part.name} is a number and a text`);
    found.set(part.name, kind);
    if ('options' in part) for (const inner of part.options.values()) argumentsIn(inner, found);
  }
  return found;
}

function signature(parts: readonly MessagePart[]): string {
  return [...argumentsIn(parts)]
    .map(([name, kind]) => `${name}: ${kind}`)
    .toSorted()
    .join('; ');
}

/** The module of a language. */
export function compileTexts(language: string, texts: TextsOf): string {
  const lines = [...texts]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, text]) => exported(language, key, readMessage(text)));
  const used = ['choose', 'numeral', 'pluralText'].filter((name) => lines.some((line) => line.includes(`${name}(`)));
  const imports = used.length > 0 ? `import { ${used.join(', ')} } from '../icu.ts';\n\n` : '';
  return `/** From functions/web/texts/${language}/*.json. Rendered by \`npm run render\`; do not edit. */\n${imports}${lines.join('\n')}\n`;
}

function exported(language: string, key: string, parts: readonly MessagePart[]): string {
  const named = [...argumentsIn(parts)].toSorted(([one], [other]) => (one < other ? -1 : 1));
  if (named.length === 0) return `export const ${key}: string = ${template(language, parts)};`;
  const names = named.map(([name]) => name).join(', ');
  const types = named.map(([name, kind]) => `${name}: ${kind}`).join('; ');
  return `export const ${key} = ({ ${names} }: { ${types} }): string => ${template(language, parts)};`;
}

/** @param counted the number that `#` stands for */
function template(language: string, parts: readonly MessagePart[], counted = ''): string {
  const [only] = parts;
  if (parts.length === 0) return "''";
  if (parts.length === 1 && only?.kind === 'text') return JSON.stringify(only.text);
  return `\`${parts.map((part) => inTemplate(language, part, counted)).join('')}\``;
}

function inTemplate(language: string, part: MessagePart, counted: string): string {
  const of = JSON.stringify(language);
  switch (part.kind) {
    case 'text':
      return part.text.replaceAll(/[\\`$]/g, String.raw`\$&`);
    case 'argument':
      return `\${${part.name}}`;
    case 'number':
      return `\${numeral(${of}, ${part.name})}`;
    case 'count':
      return `\${numeral(${of}, ${counted})}`;
    default: {
      const inner = part.kind === 'plural' ? part.name : counted;
      const options = [...part.options].map(
        ([name, own]) => `${JSON.stringify(name)}: () => ${template(language, own, inner)}`,
      );
      const call = part.kind === 'plural' ? `pluralText(${of}, ${part.name}` : `choose(${part.name}`;
      return `\${${call}, { ${options.join(', ')} })}`;
    }
  }
}
