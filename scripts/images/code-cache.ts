/**
 * The code cache of a bundle in an image. It is made without running the function: all of it is compiled, so that the same bundle gives the
 * same bytes. (`npm run build` runs the functions instead, and keeps what their lives have compiled: half the size, never twice the same.)
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const MAKER = join(import.meta.dirname, 'code-cache.cjs');
const LIMIT_MS = 120_000;
const LIMIT_BYTES = 256 * 1024 * 1024;
/** Names are kept in tables by their hashes, which Node otherwise draws anew for every process. */
const SEEDED = ['--hash-seed=1', '--random-seed=1'];
/** V8 takes a cache only where its options are those it was made with; a hash of them stands here in its header. */
const FLAGS_AT = 12;
const FLAGS_BYTES = 4;
const HASH_LENGTH = 64;

/** @param bundle as it was written to `function.js`. @throws Error when Node would not take what was made */
export async function codeCacheOf(bundle: Buffer, node: string = process.execPath): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'seatmesh-cache-'));
  const file = join(folder, 'function.js');
  const run = async (flags: readonly string[], script: string, how = ''): Promise<Buffer> => {
    // What NODE_OPTIONS asks for would be another set of options.
    const args = [...flags, MAKER, script, how];
    const { stdout } = await promisify(execFile)(node, args, { timeout: LIMIT_MS, maxBuffer: LIMIT_BYTES, env: {} });
    return Buffer.from(stdout, 'base64');
  };
  try {
    const empty = join(folder, 'empty.js');
    await writeFile(empty, ';');
    await writeFile(file, bundle);
    const [cache, plain] = await Promise.all([run(SEEDED, file), run([], empty)]);
    plain.copy(cache, FLAGS_AT, FLAGS_AT, FLAGS_AT + FLAGS_BYTES);
    const made = Buffer.concat([cache, bundle.subarray(2, 2 + HASH_LENGTH)]);
    await writeFile(join(folder, 'function.cache'), made);
    await run([], file, '--is-good').catch(() => {
      throw new Error(`${node} does not take the code cache that it has made`);
    });
    return made;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
