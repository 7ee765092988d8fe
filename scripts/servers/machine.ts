import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What of this machine decides which servers can be found, and whether packages may be installed. */
export interface Machine {
  /** Folders that are searched for programs, best first. */
  readonly searchPath: readonly string[];
  readonly uid: number;
  /** Whether somebody is there to type sudo's password. */
  readonly terminal: boolean;
}

/** RabbitMQ's own folder is first: the `rabbitmq-server` in /usr/sbin switches to a system user. */
export function thisMachine(): Machine {
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const system = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];
  return {
    searchPath: [...new Set(['/usr/lib/rabbitmq/bin', ...path, ...system])],
    uid: process.getuid?.() ?? -1,
    terminal: process.stdin.isTTY && process.stderr.isTTY,
  };
}

/** The full path of the first of these programs that the machine has. */
export function findProgram(machine: Machine, ...names: string[]): string | undefined {
  const candidates = names.flatMap((name) => machine.searchPath.map((folder) => join(folder, name)));
  return candidates.find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
