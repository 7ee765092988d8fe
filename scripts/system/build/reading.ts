/**
 * Reads what bundles and images are made of, so many files at once and no more: all functions are bundled side by side, of some thousand files,
 * and where a container is built a process may often have no more than 1024 open.
 */
import { readFile } from 'node:fs/promises';

const AT_ONCE = 64;
let reading = 0;
const waiting: (() => void)[] = [];

/** What is in a file. */
export async function readBytes(file: string): Promise<Buffer> {
  if (reading < AT_ONCE) reading += 1;
  else await new Promise<void>((begin) => waiting.push(begin));
  try {
    return await readFile(file);
  } finally {
    const next = waiting.shift();
    if (next) next();
    else reading -= 1;
  }
}

/** As UTF-8. */
export async function readText(file: string): Promise<string> {
  return (await readBytes(file)).toString();
}
