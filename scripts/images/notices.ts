/** The notices that go with what is in a bundle: of each package its licence, as its authors ask for in every copy. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readBytes } from '../system/build/reading.ts';

const NOTICE = /^(?:licen[cs]e|copying|notice)/i;
const LINE = '-'.repeat(80);

/** @param files from the project's root, of packages and others; @returns a text, the same for the same packages */
export async function noticesOf(root: string, files: readonly string[]): Promise<Buffer> {
  const places = [...new Set(files.flatMap((file) => packagePlace(file) ?? []))].toSorted();
  const texts = await Promise.all(places.map((place) => noticeOf(root, place)));
  const own = await readBytes(join(root, 'LICENSE'));
  return Buffer.from([`seatmesh\n\n${own.toString().trim()}`, ...texts].join(`\n\n${LINE}\n`).concat('\n'));
}

async function noticeOf(root: string, place: string): Promise<string> {
  const folder = join(root, place);
  const names = (await readdir(folder)).filter((name) => NOTICE.test(name)).toSorted();
  const said = JSON.parse((await readBytes(join(folder, 'package.json'))).toString()) as {
    name: string;
    version: string;
    license?: string;
    author?: string | { name?: string };
  };
  const files = await Promise.all(names.map(async (name) => (await readBytes(join(folder, name))).toString().trim()));
  const author = typeof said.author === 'string' ? said.author : said.author?.name;
  const rest = files.length === 0 && author !== undefined ? [`By ${author}`] : files;
  return [`${said.name} ${said.version} (${said.license ?? 'see below'})`, ...rest].join('\n\n');
}

/** `node_modules/a/node_modules/@b/c/lib/d.js` -> `node_modules/a/node_modules/@b/c`. */
export function packagePlace(path: string): string | undefined {
  return /(?:^|:)(node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+)(?:\/|$)/.exec(path)?.[1];
}
