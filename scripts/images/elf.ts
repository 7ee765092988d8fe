/** What a program or a library for Linux asks for: its loader, and the libraries it is linked with. Pure. */

/** From the headers of a 64-bit little-endian ELF file. */
export interface Linked {
  /** The loader's path; a library has none. */
  loader?: string;
  /** Names, as `libc.so.6`. */
  needed: string[];
}

const PT_LOAD = 1;
const PT_DYNAMIC = 2;
const PT_INTERP = 3;
const DT_NEEDED = 1;
const DT_STRTAB = 5;

interface Segment {
  type: number;
  offset: number;
  address: number;
  size: number;
}

/** @throws Error when it is no such file */
export function linkedWith(file: Buffer): Linked {
  const is64LittleEndian = file.length > 64 && file.readUInt32BE(0) === 0x7f454c46 && file[4] === 2 && file[5] === 1;
  if (!is64LittleEndian) throw new Error('no 64-bit little-endian ELF file');
  const segments = segmentsOf(file);
  const loader = segments.find(({ type }) => type === PT_INTERP);
  const dynamic = segments.find(({ type }) => type === PT_DYNAMIC);
  return {
    ...(loader && { loader: textAt(file, loader.offset) }),
    needed: dynamic ? neededIn(file, dynamic, segments) : [],
  };
}

function segmentsOf(file: Buffer): Segment[] {
  const [start, entrySize, count] = [number(file, 32), file.readUInt16LE(54), file.readUInt16LE(56)];
  return Array.from({ length: count }, (_, index) => {
    const at = start + index * entrySize;
    const [offset, address, size] = [number(file, at + 8), number(file, at + 16), number(file, at + 32)];
    return { type: file.readUInt32LE(at), offset, address, size };
  });
}

function neededIn(file: Buffer, { offset, size }: Segment, segments: readonly Segment[]): string[] {
  const entries: [tag: number, value: number][] = [];
  for (let at = offset; at < offset + size; at += 16) entries.push([number(file, at), number(file, at + 8)]);
  const address = entries.find(([tag]) => tag === DT_STRTAB)?.[1] ?? 0;
  const holder = segments.find(
    (one) => one.type === PT_LOAD && one.address <= address && address < one.address + one.size,
  );
  if (!holder) throw new Error('an ELF file without its names');
  const names = address - holder.address + holder.offset;
  return entries.flatMap(([tag, value]) => (tag === DT_NEEDED ? [textAt(file, names + value)] : []));
}

const number = (file: Buffer, at: number): number => Number(file.readBigUInt64LE(at));

const textAt = (file: Buffer, at: number): string => file.toString('latin1', at, file.indexOf(0, at));
