/** Answers for built scripts and styles. Each is read once, when somebody first asks for it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import type { PlainAnswer } from '../../shared/http/call.ts';
import { Content, type Coding } from '../../shared/http/content.ts';
import { built } from './built.ts';

/** Its name says what is in it. */
const FOREVER = 'public, max-age=31536000, immutable';
const fromBrotli = promisify(brotliDecompress);

/** Compressed when it was built, as well as can be; for those who do not take that it is unpacked. */
class BuiltContent extends Content<string> {
  readonly #packed: Buffer;
  readonly #bytes: Buffer;

  constructor(packed: Buffer, bytes: Buffer) {
    super(() => '');
    this.#packed = packed;
    this.#bytes = bytes;
  }

  override get plain(): Buffer {
    return this.#bytes;
  }

  override in(coding: Coding): Promise<Buffer> {
    return coding === 'br' ? Promise.resolve(this.#packed) : super.in(coding);
  }
}

const contents = new Map<string, Promise<BuiltContent>>();

/** Undefined when there is no such file. */
export async function assetAnswer(name: string): Promise<PlainAnswer | undefined> {
  const file = Object.hasOwn(built.files, name) ? built.files[name] : undefined;
  if (!file) return undefined;
  const known = contents.get(name) ?? read(name);
  contents.set(name, known);
  known.catch(() => contents.delete(name));
  const headers = {
    'content-type': file.type,
    'cache-control': FOREVER,
    // Scripts of other origins may load it: the element for embedding is one of these.
    'cross-origin-resource-policy': 'cross-origin',
    'access-control-allow-origin': '*',
  };
  return { status: 200, body: await known, headers };
}

async function read(name: string): Promise<BuiltContent> {
  const packed = await readFile(join(built.folder, `${name}.br`));
  return new BuiltContent(packed, await fromBrotli(packed));
}
