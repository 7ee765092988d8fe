/** Writes tar archives of which every byte follows from what is in them: entries by path, no times, everything root's. Pure. */

/** What stands at a path. Folders that a path leads through are made by themselves. */
export interface TarEntry {
  /** Relative, without `.` and `..`: `usr/local/bin/node`. */
  path: string;
  /** Default: 0o644 for a file, 0o755 for a folder. */
  mode?: number;
  /** A file's bytes. */
  content?: Uint8Array;
  /** Where a link leads. */
  link?: string;
}

const BLOCK = 512;
/** A path and a link's target each have so much room in the header (ustar). */
const NAME_BYTES = 100;
const PREFIX_BYTES = 155;
const TYPE = { file: '0', link: '2', folder: '5' } as const;

/** @throws Error for a path that is no such, that two entries have, or that is too long */
export function tarOf(entries: readonly TarEntry[]): Buffer {
  const parts: Uint8Array[] = [];
  for (const entry of withFolders(entries)) {
    const { content = new Uint8Array() } = entry;
    parts.push(headerOf(entry, content.length), content, new Uint8Array(-content.length & (BLOCK - 1)));
  }
  return Buffer.concat([...parts, new Uint8Array(2 * BLOCK)]);
}

/** In the order of their paths, which puts a folder before what is in it. */
function withFolders(entries: readonly TarEntry[]): TarEntry[] {
  const byPath = new Map<string, TarEntry>();
  for (const entry of entries) {
    const { path } = entry;
    if (path.split('/').some((part) => part === '' || part === '.' || part === '..'))
      throw new Error(`${path} is no path within an image`);
    if (byPath.has(path)) throw new Error(`${path} is there twice`);
    byPath.set(path, entry);
  }
  for (const { path } of entries)
    for (let end = path.indexOf('/'); end !== -1; end = path.indexOf('/', end + 1)) {
      const above = byPath.get(path.slice(0, end)) ?? { path: path.slice(0, end) };
      if (typeOf(above) !== TYPE.folder) throw new Error(`${above.path} is no folder, and ${path} would be in it`);
      byPath.set(above.path, above);
    }
  return [...byPath.values()].toSorted((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)));
}

function typeOf({ content, link }: TarEntry): string {
  if (link !== undefined) return TYPE.link;
  return content ? TYPE.file : TYPE.folder;
}

function headerOf(entry: TarEntry, size: number): Buffer {
  const type = typeOf(entry);
  const [prefix, name] = nameIn(type === TYPE.folder ? `${entry.path}/` : entry.path);
  const link = entry.link ?? '';
  if (Buffer.byteLength(link) > NAME_BYTES) throw new Error(`${entry.path}: a link that leads too far (${link})`);
  const header = Buffer.alloc(BLOCK);
  const octal = (value: number, at: number, width: number) =>
    header.write(`${value.toString(8).padStart(width - 1, '0')}\0`, at, 'latin1');
  header.write(name, 0, 'utf8');
  octal(entry.mode ?? usualMode(type), 100, 8);
  octal(0, 108, 8); // owner
  octal(0, 116, 8); // group
  octal(size, 124, 12);
  octal(0, 136, 12); // time
  header.write(' '.repeat(8), 148, 'latin1'); // what the checksum is taken with
  header.write(type, 156, 'latin1');
  header.write(link, 157, 'utf8');
  header.write('ustar\u000000', 257, 'latin1');
  octal(0, 329, 8); // device
  octal(0, 337, 8);
  header.write(prefix, 345, 'utf8');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
}

function usualMode(type: string): number {
  if (type === TYPE.link) return 0o777;
  return type === TYPE.folder ? 0o755 : 0o644;
}

/** A long path is parted at a slash: what is before it, and what is behind it. */
function nameIn(path: string): [string, string] {
  if (Buffer.byteLength(path) <= NAME_BYTES) return ['', path];
  for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) {
    const [prefix, name] = [path.slice(0, at), path.slice(at + 1)];
    if (name !== '' && Buffer.byteLength(name) <= NAME_BYTES && Buffer.byteLength(prefix) <= PREFIX_BYTES)
      return [prefix, name];
  }
  throw new Error(`${path} is too long a path`);
}
