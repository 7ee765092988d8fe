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
  /** What the picker has beside that until its list can be used. */
  pickerKb: number;
  /** What it loads then: its map. */
  mapKb: number;
  /** All of these scripts. */
  allKb: number;
  /** What it loads when somebody opens a section, or has chosen something. */
  onDemandKb: number;
}

export async function sizesOf(url: string, path: string): Promise<PageSizes> {
  const html = await textOf(url, path);
  const styles = matches(html, /<link rel="stylesheet" href="([^"]{1,200})"/g);
  const scripts = scriptsIn(html);
  const usual = await importedBy(
    url,
    scripts.filter((name) => !isPicker(name)),
  );
  const picking = await importedBy(url, scripts);
  const soon = await importedBy(
    url,
    matches(html, /<link rel="modulepreload" href="([^"]{1,200})" fetchpriority="low"/g),
  );
  const known = new Map([...picking, ...soon]);
  const onDemand = await importedBy(
    url,
    [...known].flatMap(([name, text]) => namedLater(new URL(name, url), text)),
  );
  const css = await Promise.all(styles.map((name) => textOf(url, name)));
  return {
    htmlKb: await kbOf([html]),
    cssKb: await kbOf(css),
    scriptKb: await kbOf([...usual.values()]),
    pickerKb: await kbOf(besides(picking, usual)),
    mapKb: await kbOf(besides(soon, picking)),
    allKb: await kbOf([...known.values()]),
    onDemandKb: await kbOf(besides(onDemand, known)),
  };
}

/** Scripts of several pages, each once: what somebody loads who goes from one to the next. Pages that are not there count nothing. */
export async function scriptsOf(url: string, paths: readonly string[]): Promise<{ scriptsKb: number }> {
  const names: string[] = [];
  for (const path of paths) {
    const answer = await fetch(new URL(path, url), { signal: AbortSignal.timeout(30_000) });
    if (answer.ok) names.push(...scriptsIn(await answer.text()));
  }
  if (names.length === 0) throw new Error(`none of ${paths.join(', ')} has a script`);
  return { scriptsKb: await kbOf([...(await importedBy(url, names)).values()]) };
}

const scriptsIn = (html: string): string[] => matches(html, /<script type="module" src="([^"]{1,200})"/g);

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

/** The scripts of a page that another has not. */
const besides = (more: ReadonlyMap<string, string>, known: ReadonlyMap<string, string>): string[] =>
  [...more].flatMap(([name, text]) => (known.has(name) ? [] : [text]));

/** Scripts that a script loads while it runs. */
const namedLater = (at: URL, text: string): string[] =>
  matches(text, /import\(["'](\.\/[^"']{1,100}\.js)["']\)/g).map((name) => new URL(name, at).pathname);

/** Of what runs only where seats are sold. */
const isPicker = (name: string): boolean => /\/picker-[^/]{1,40}\.js$/.test(name);

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
