/** The shard map of a data folder whose slots were moved: the data say where they are, whatever the manifests say. */
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { parseShardMap } from '../../functions/shared/slots.ts';
import { errorCode, Fault } from '../cli/fault.ts';
import { folderFault } from '../servers/data-folder.ts';

const Kept = z.strictObject({ events: z.string() });

const fileIn = (dataDir: string): string => join(dataDir, 'shard-map.json');

/** The events shards' map; undefined where nothing was ever moved: then that of the manifests. @throws Fault when it cannot be read */
export async function keptShardMap(dataDir: string): Promise<string | undefined> {
  const file = fileIn(dataDir);
  try {
    const { events } = Kept.parse(JSON.parse(await readFile(file, 'utf8')));
    parseShardMap(events);
    return events;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw new Fault(`${file} says where slots were moved to, and cannot be read: put it back from a copy`, {
      cause: error,
    });
  }
}

/** Keeps a map. */
export async function keepShardMap(dataDir: string, events: string): Promise<void> {
  const draft = `${fileIn(dataDir)}.new`;
  try {
    // Renamed into place, so that a full disk never leaves half a file behind.
    await rm(draft, { force: true });
    await writeFile(draft, `${JSON.stringify({ events })}\n`, { mode: 0o600 });
    await rename(draft, fileIn(dataDir));
  } catch (error) {
    throw folderFault(dataDir, error);
  }
}
