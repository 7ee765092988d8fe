/**
 * Files of releases: fetched from where their projects publish them, or taken from a folder, and known by their hash. A hash that is not known yet is
 * written down; from then on a file of that name with another content is refused.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Fault } from '../../../cli/fault.ts';

const TIMEOUT_MS = 120_000;
const MOST_BYTES = 128 * 1024 * 1024;
const TRIES = 3;
const HASH = /^[0-9a-f]{64}$/;

/** SHA-256 by URL, as it stands in a file: `<hash>  <URL>` a line, as sha256sum has it. */
export class Checksums {
  readonly #file: string;
  readonly #known: Map<string, string>;

  private constructor(file: string, known: Map<string, string>) {
    this.#file = file;
    this.#known = known;
  }

  /** A file that is not there is an empty one. @throws Fault for a line that is none */
  static async open(file: string): Promise<Checksums> {
    const text = await readFile(file, 'utf8').catch(() => '');
    const entries = text.split('\n').flatMap((line, index): [string, string][] => {
      if (line.trim() === '' || line.startsWith('#')) return [];
      const [hash = '', url = ''] = line.trim().split(/\s+/);
      if (!HASH.test(hash) || url === '') throw new Fault(`${file}, line ${index + 1}: is no hash and URL`);
      return [[url, hash]];
    });
    return new Checksums(file, new Map(entries));
  }

  has(url: string): boolean {
    return this.#known.has(url);
  }

  /** @throws Fault when the content is another than was known; @returns whether it was not known */
  check(url: string, content: Uint8Array): boolean {
    const hash = createHash('sha256').update(content).digest('hex');
    const known = this.#known.get(url);
    if (known !== undefined && known !== hash)
      throw new Fault(
        `${url} has the hash ${hash}, and should have ${known} (${this.#file}): nothing of it is applied`,
      );
    this.#known.set(url, hash);
    return known === undefined;
  }

  async write(): Promise<void> {
    const lines = [...this.#known].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([url, hash]) => `${hash}  ${url}\n`);
    await mkdir(dirname(this.#file), { recursive: true });
    await writeFile(`${this.#file}.new`, lines.join(''));
    await rename(`${this.#file}.new`, this.#file);
  }
}

/** @param folder where files lie that were fetched before, by their last name; undefined: they are fetched */
export async function releaseFile(url: string, folder: string | undefined, signal: AbortSignal): Promise<Buffer> {
  if (folder !== undefined) {
    const file = join(folder, nameInFolder(url));
    return readFile(file).catch((error: Error) => {
      throw new Fault(`${file} is not there: it is ${url}`, { cause: error });
    });
  }
  for (let tries = 1; ; tries += 1) {
    try {
      return await fetched(url, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (tries === TRIES)
        throw new Fault(`${url}: ${(error as Error).message} (--from DIR takes files that were fetched elsewhere)`, {
          cause: error,
        });
      await new Promise((resolve) => setTimeout(resolve, 1_000 * tries * (0.5 + Math.random())));
    }
  }
}

/** With the project's name: several have the same file names. `https://github.com/knative/serving/releases/…/serving-core.yaml` → `serving-serving-core.yaml` */
export function nameInFolder(url: string): string {
  const parts = new URL(url).pathname.split('/');
  return `${parts[2]}-${parts.at(-1)}`;
}

async function fetched(url: string, signal: AbortSignal): Promise<Buffer> {
  const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]) });
  if (!response.ok) throw new Error(`is answered ${response.status}`);
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of response.body ?? []) {
    size += piece.length;
    if (size > MOST_BYTES) throw new Error('is too long');
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
