/**
 * Tells which files below a folder change, however they are written. Each folder is watched by itself: a recursive watch of Node looks at each file
 * on Linux, and loses it once another takes its name, as git and most editors save.
 */
import { type FSWatcher, readdirSync, statSync, watch } from 'node:fs';
import { join } from 'node:path';

/** Watches until it is closed. @param onChange gets the path of what has changed, from the folder */
export function watchFolder(root: string, onChange: (file: string) => void): { close(): void } {
  const watchers = new Map<string, { watcher: FSWatcher; inode: number }>();
  const close = (path: string): void => {
    for (const [folder, { watcher }] of watchers)
      if (path === '' || folder === path || folder.startsWith(join(path, '/'))) {
        watcher.close();
        watchers.delete(folder);
      }
  };
  /** @param isNew what stands in it already has come with it */
  const open = (folder: string, isNew: boolean): void => {
    try {
      const inode = statSync(join(root, folder)).ino;
      const watcher = watch(join(root, folder), (_, name) => name !== null && look(join(folder, name)));
      watcher.once('error', () => close(folder)); // gone, as its parent tells
      watchers.set(folder, { watcher, inode });
      for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) open(path, isNew);
        else if (isNew) onChange(path);
      }
    } catch (error) {
      close(folder);
      // Gone again before it could be looked at.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || !isNew) throw error;
    }
  };
  const look = (path: string): void => {
    const now = statSync(join(root, path), { throwIfNoEntry: false });
    const inode = now?.isDirectory() ? now.ino : undefined;
    const known = watchers.get(path)?.inode;
    if (known !== undefined && known !== inode) close(path);
    if (inode === undefined) onChange(path);
    else if (known !== inode) open(path, true);
  };
  open('', false);
  return { close: () => close('') };
}
