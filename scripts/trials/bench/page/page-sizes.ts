/** What a page is made of, in KB as gzip sends it: HTML, styles, and scripts with all that they import. */
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const toGzip = promisify(gzip);

/** A page's parts. */
export interface PageSizes {
  htmlKb: number;
  cssKb: number;
  /** Without the picker. */
  scriptKb: number;
  /** What only picker and checkout import. */
  pickerKb: number;
}

export async function sizesOf(url: string, path: string): Promise<PageSizes> {
  const html = await textOf(url, path);
  const styles = matches(html, /<link rel="stylesheet" href="([^"]{1,200})"/g);
  const scripts = matches(html, /<script type="module" src="([^"]{1,200})"/g);
  const usual = await importedBy(
    url,
    scripts.filter((name) => !isPicker(name)),
  );
  const all = await importedBy(url, scripts);
  const only = new Map([...all].filter(([name]) => !usual.has(name)));
  const css = await Promise.all(styles.map((name) => textOf(url, name)));
  return {
    htmlKb: await kbOf([html]),
    cssKb: await kbOf(css),
    scriptKb: await kbOf([...usual.values()]),
    pickerKb: await kbOf([...only.values()]),
  };
}

/** Scripts by their paths, with all that they import. */
async function importedBy(url: string, names: readonly string[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const follow = async (name: string): Promise<void> => {
    if (found.has(name)) return;
    found.set(name, '');
    const text = await textOf(url, name);
    found.set(name, text);
    for (const [, , other = ''] of text.matchAll(/(?:from|import)\s?(["'])(\.\/[^"']{1,100}\.js)\1/g))
      await follow(new URL(other, new URL(name, url)).pathname);
  };
  for (const name of names) await follow(name);
  return found;
}

/** Of what runs only where seats are sold. */
const isPicker = (name: string): boolean => /\/(?:picker|checkout)-[^/]{1,40}\.js$/.test(name);

const matches = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, name = '']) => name);

async function kbOf(texts: readonly string[]): Promise<number> {
  const sizes = await Promise.all(texts.map(async (text) => (await toGzip(text)).length));
  return sizes.reduce((sum, size) => sum + size, 0) / 1_000;
}

async function textOf(url: string, path: string): Promise<string> {
  const answer = await fetch(new URL(path, url), { signal: AbortSignal.timeout(30_000) });
  if (!answer.ok) throw new Error(`${path} is answered ${answer.status}`);
  return answer.text();
}
