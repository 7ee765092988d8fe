/**
 * Where a server keeps its data: a folder of its own in the data folder. One that runs as an account of its own must be able to get
 * there, and what root has checked out below /root nobody else can enter: then it is below /var/lib, and the data folder has a link.
 */
import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, readlinkSync, statSync } from 'node:fs';
import { cp, mkdir, readdir, rename, rm, rmdir, symlink } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { type UnixAccount, takeOver } from './unix-account.ts';
import { errorCode } from '../cli/fault.ts';

const ELSEWHERE = '/var/lib/seatmesh';
/** Others may pass through, and list nothing. */
const PASSABLE = 0o711;

/** Makes the folder where it is missing, and gives it to its account. @returns its path without links */
export async function serverFolder(dataPath: string, name: string, account: UnixAccount | undefined): Promise<string> {
  const inside = join(dataPath, name);
  const linked = linkOf(inside);
  if (!account) {
    await mkdir(inside, { recursive: true, mode: 0o700 });
    return linked ?? inside;
  }
  // Only ever wider, and no more than it takes: it may be a folder that others use, too.
  const { mode } = statSync(dataPath);
  if ((mode & 0o001) === 0) chmodSync(dataPath, (mode & 0o7777) | 0o011);
  const path = linked ?? (isPassable(dataPath) ? inside : await moveOut(inside, join(elsewhereOf(dataPath), name)));
  await mkdir(path, { recursive: true, mode: 0o700 });
  takeOver(path, account);
  return path;
}

/** Removes a server's folder, wherever it is. */
export async function removeServerFolder(dataPath: string, name: string): Promise<void> {
  const inside = join(dataPath, name);
  const linked = linkOf(inside);
  if (linked) {
    await rm(linked, { recursive: true, force: true });
    await rmdir(dirname(linked)).catch(() => {}); // the other servers' are there yet
  }
  await rm(inside, { recursive: true, force: true });
}

/** Removes what is outside of a data folder that is about to be removed itself. */
export async function removeOutside(dataPath: string): Promise<void> {
  for (const name of await readdir(dataPath))
    if (linkOf(join(dataPath, name))) await removeServerFolder(dataPath, name);
}

/** Where a link of ours leads; somebody else's is followed as any other path. */
function linkOf(path: string): string | undefined {
  try {
    const target = lstatSync(path).isSymbolicLink() ? readlinkSync(path) : '';
    return target.startsWith(`${ELSEWHERE}${sep}`) ? target : undefined;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function elsewhereOf(dataPath: string): string {
  return join(ELSEWHERE, createHash('sha256').update(dataPath).digest('hex').slice(0, 16));
}

function isPassable(path: string): boolean {
  for (let at = path; ; at = dirname(at)) {
    if ((statSync(at).mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

/** What an earlier start left inside goes along. Cut off anywhere, it is begun anew or gone on with. */
async function moveOut(inside: string, outside: string): Promise<string> {
  await mkdir(dirname(outside), { recursive: true, mode: PASSABLE });
  const draft = `${outside}.draft`;
  await rm(draft, { recursive: true, force: true });
  try {
    await rename(inside, outside);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EXDEV') {
      await cp(inside, draft, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
      await rm(outside, { recursive: true, force: true });
      await rename(draft, outside);
      await rm(inside, { recursive: true, force: true });
    } else if (code !== 'ENOENT') throw error;
  }
  await symlink(outside, inside);
  return outside;
}
