/** Files that are there whole or not at all. */
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { errorCode, Fault } from './fault.ts';

const MEANS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota is used up',
  EACCES: 'it may not be written',
  EPERM: 'it may not be written',
  EROFS: 'it may not be written',
  ENOTDIR: 'what it should lie in is no folder',
  EISDIR: 'there is a folder of that name',
  EFBIG: 'it is too large for where it should lie',
};

/** Writes beside it, and renames: what was there stays until then. @throws Fault with the system's code where that cannot be; nothing is left */
export async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  const aside = `${resolve(file)}.${process.pid}.new`;
  try {
    await mkdir(dirname(aside), { recursive: true });
    await writeFile(aside, content);
    await rename(aside, file);
  } catch (error) {
    await rm(aside, { force: true }).catch(() => {}); // the first reason is the one to be told
    const code = errorCode(error);
    const means = code === undefined ? undefined : MEANS[code];
    if (means === undefined) throw error;
    throw new Fault(`${file} is not written: ${means} (${code})`, { cause: error });
  }
}
