/** `--fresh`: begins with an empty data folder. */
import { readdir } from 'node:fs/promises';
import { folderFault, openDataFolder } from '../servers/data-folder.ts';
import { errorCode, Fault } from '../cli/fault.ts';
import { removeServerFolder } from '../servers/server-folder.ts';

/** What a run keeps in its data folder; nothing else is removed. */
const KEPT = [
  'mariadb',
  'redis',
  'rabbitmq',
  'epmd',
  'log',
  'cache',
  'secrets.json',
  'signing-key.json',
  'running.json',
  'shard-map.json',
] as const;

/**
 * Removes what earlier runs kept, while no other run uses the folder.
 * @throws Fault when the folder is in use, or is not one of ours: its `log` and `cache` are somebody else's then
 */
export async function emptyDataFolder(dataDir: string): Promise<void> {
  const held = await contents(dataDir);
  if (held.length === 0) return;
  if (!held.includes('secrets.json'))
    throw new Fault(`${dataDir} is not a data folder of Seatmesh: nothing was removed; choose another one with --data`);
  const folder = await openDataFolder(dataDir);
  try {
    for (const name of KEPT) await removeServerFolder(folder.path, name);
  } catch (error) {
    throw folderFault(dataDir, error);
  } finally {
    await folder.release();
  }
}

/** npm's lock in the default folder does not count. */
async function contents(dataDir: string): Promise<string[]> {
  try {
    return (await readdir(dataDir)).filter((name) => !name.startsWith('npm-install.lock') && name !== 'organizer.json');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw folderFault(dataDir, error);
  }
}
