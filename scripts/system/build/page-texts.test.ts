import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { compiledTexts, textsOf } from './page-texts.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'page-texts-'));
  await mkdir(join(folder, 'texts/compiled'), { recursive: true });
  await writeFile(join(folder, 'texts/icu.ts'), 'export const numeral = String;');
  await writeFile(
    join(folder, 'texts/compiled/en.ts'),
    `/** Rendered. */
import { numeral } from '../icu.ts';

export const hello: string = "Hello";
export const seats = ({ count }: { count: number }): string => \`\${numeral(count)} seats\`;
export const bought: string = "Bought";
export const unused: string = "Nobody says this";
`,
  );
  await writeFile(join(folder, 'texts/of-page.ts'), `export * from './compiled/en.ts';`);
});
afterEach(() => rm(folder, { recursive: true }));

async function builtOf(scripts: Readonly<Record<string, string>>, language = 'en'): Promise<Map<string, string>> {
  for (const [name, text] of Object.entries(scripts)) await writeFile(join(folder, name), text);
  const { outputFiles } = await build({
    absWorkingDir: folder,
    entryPoints: Object.keys(scripts).map((name) => join(folder, name)),
    outdir: join(folder, 'out'),
    bundle: true,
    splitting: true,
    format: 'esm',
    write: false,
    logLevel: 'silent',
    plugins: [textsOf(join(folder, `texts/compiled/${language}.ts`))],
  });
  return new Map(outputFiles.map(({ path, text }) => [path.slice(path.lastIndexOf('/') + 1), text]));
}

test('a text is in the script that says it, and shared only where several do', async () => {
  const files = await builtOf({
    'picker.ts': `import * as texts from './texts/of-page.ts'; console.log(texts.hello, texts.seats({ count: 2 }));`,
    'checkout.ts': `import { hello, bought } from './texts/of-page.ts'; console.log(hello, bought);`,
  });
  const has = (text: string): string[] =>
    [...files].flatMap(([name, content]) => (content.includes(text) ? [name] : []));
  expect(has('Bought')).toEqual(['checkout.js']);
  expect(has(' seats`')).toEqual(['picker.js']);
  expect(has('"Hello"')).toHaveLength(1);
  expect(has('"Hello"')[0]).toMatch(/^chunk-/);
  expect(has('Nobody')).toEqual([]);
});

test('what stands beside the texts has those that it says in the language of the build, and no others', async () => {
  await writeFile(
    join(folder, 'texts/words.ts'),
    `import { hello } from './of-page.ts'; export const words = () => hello;`,
  );
  await writeFile(join(folder, 'texts/compiled/de.ts'), `/** Rendered. */\nexport const hello: string = "Hallo";\n`);
  const script = `import { words } from './texts/words.ts'; console.log(words());`;
  const files = await builtOf({ 'picker.ts': script }, 'de');
  expect(files.get('picker.js')).toContain('"Hallo"');
  expect(files.get('picker.js')).not.toContain('Hello');
});

test('what hands texts on as a whole has all of them', async () => {
  await writeFile(join(folder, 'texts/of-preview.ts'), `export * from './compiled/en.ts';`);
  const files = await builtOf({
    'preview.ts': `import * as texts from './texts/of-preview.ts'; console.log((globalThis as any).shown(texts));`,
  });
  expect(files.get('preview.js')).toContain('Nobody says this');
});

test('a text that is not there fails the build', async () => {
  const making = builtOf({ 'picker.ts': `import { gone } from './texts/of-page.ts'; console.log(gone);` });
  await expect(making).rejects.toThrow(/No matching export .* "gone"/);
});

test('compiled texts are taken apart whole', () => {
  const { imports, texts } = compiledTexts(
    `import { a } from './a.ts';\n\nexport const one: string = "1";\nexport const two = (): string =>\n  a();\n`,
  );
  expect(imports).toBe(`import { a } from './a.ts';\n\n`);
  expect([...texts]).toEqual([
    ['one', 'export const one: string = "1";\n'],
    ['two', 'export const two = (): string =>\n  a();\n'],
  ]);
});
