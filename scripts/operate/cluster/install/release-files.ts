/**
 * Files of releases: fetched from where their projects publish them, or taken from a folder, and known by their hash. A hash that is not known yet is
 * written down; from then on a file of that name with another content is refused.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode, Fault, whyNotRead } from '../../../cli/fault.ts';
import { writeWhole } from '../../../cli/write-whole.ts';

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
    const text = await readFile(file, 'utf8').catch((error: unknown) => {
      // Of a file that cannot be read nobody knows what would be held to.
      if (errorCode(error) === 'ENOENT') return '';
      throw new Fault(`${file} cannot be read: ${whyNotRead(error)}`, { cause: error });
    });
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

  /** Only now: what turned out to be no release is not to be held to. */
  async write(): Promise<void> {
    const lines = [...this.#known].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([url, hash]) => `${hash}  ${url}\n`);
    await writeWhole(this.#file, lines.join(''));
  }
}

/** @param from a folder or the address of a mirror where files lie by their names there; undefined: they are fetched from where they are published */
export async function releaseFile(url: string, from: string | undefined, signal: AbortSignal): Promise<Buffer> {
  const isMirror = from !== undefined && /^https?:\/\//.test(from);
  if (from !== undefined && !isMirror) {
    const file = join(from, nameInFolder(url));
    return readFile(file).catch((error: Error) => {
      const code = errorCode(error);
      const what = code === 'ENOENT' ? 'is not there' : `cannot be read (${code})`;
      throw new Fault(`${file} ${what}: it is ${url}`, { cause: error });
    });
  }
  const place = isMirror ? `${from.replace(/\/$/, '')}/${nameInFolder(url)}` : url;
  for (let tries = 1; ; tries += 1) {
    try {
      return await fetched(place, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (tries === TRIES || error instanceof Fault)
        throw new Fault(`${place}: ${reasonOf(error)} (--from takes files that were fetched elsewhere)`, {
          cause: error,
        });
      await new Promise((resolve) => setTimeout(resolve, 1_000 * tries * (0.5 + Math.random())));
    }
  }
}

/** What undici says of a connection is in the cause. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return (cause instanceof Error && (cause.message || errorCode(cause))) || message;
}

/** With the project's name: several have the same file names. `https://github.com/knative/serving/releases/…/serving-core.yaml` → `serving-serving-core.yaml` */
export function nameInFolder(url: string): string {
  const parts = new URL(url).pathname.split('/');
  return `${parts[2]}-${parts.at(-1)}`;
}

async function fetched(url: string, signal: AbortSignal): Promise<Buffer> {
  const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]) });
  const { ok, status, headers } = response;
  if (!ok) throw new (status >= 500 || status === 429 ? Error : Fault)(`is answered ${status}`);
  if (url.startsWith('https:') && !response.url.startsWith('https:'))
    throw new Fault(`leads to ${response.url}, where anybody could change it`);
  // Else an end that comes too early looks like the end.
  if (!headers.has('content-length') && !headers.has('transfer-encoding'))
    throw new Fault('does not say how long it is');
  if (/^text\/html\b/i.test(headers.get('content-type') ?? ''))
    throw new Fault('is answered with a page, not with a file');
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of response.body ?? []) {
    size += piece.length;
    if (size > MOST_BYTES) throw new Error('is too long');
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
