/** Whom a server runs as when it is root who starts it. */
import { chownSync, lchownSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Machine } from './machine.ts';

/** An account without rights of its own. */
export interface UnixAccount {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** Of every Linux, whatever its name. */
const NOBODY: UnixAccount = { name: 'nobody', uid: 65_534, gid: 65_534 };

/** The first of these that the machine has, else nobody; undefined when it is not root who starts: then it is that user. */
export function accountFor(machine: Machine, names: readonly string[]): UnixAccount | undefined {
  if (machine.uid !== 0) return undefined;
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const name of names) {
    const [, , uid, gid] = lines.find((line) => line.startsWith(`${name}:`))?.split(':') ?? [];
    if (Number(uid) > 0 && Number(gid) > 0) return { name, uid: Number(uid), gid: Number(gid) };
  }
  return NOBODY;
}

/** Gives everything in a folder to an account that has not got it yet. Links are given, never followed. */
export function takeOver(path: string, account: UnixAccount): void {
  const { uid } = lstatSync(path);
  if (uid === account.uid) return;
  for (const entry of readdirSync(path, { recursive: true, encoding: 'utf8' }))
    lchownSync(join(path, entry), account.uid, account.gid);
  // Last: should we be cut off, the next start does it again.
  chownSync(path, account.uid, account.gid);
}

/** Gives one entry of a folder to an account, if there is one. */
export function giveTo(account: UnixAccount | undefined, path: string): void {
  if (account) lchownSync(path, account.uid, account.gid);
}

/**
 * Writes a file, anew, that its server alone can read. The folder is the server's: what stands there under that name may be a link that
 * root must not write through.
 */
export async function placeFile(path: string, text: string, account: UnixAccount | undefined): Promise<void> {
  await rm(path, { force: true });
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    if (account) await file.chown(account.uid, account.gid);
  } finally {
    await file.close();
  }
}
