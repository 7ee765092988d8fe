import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { errorCode, Fault } from '../cli/fault.ts';
import { findProgram, type Machine } from './machine.ts';

/** A program that is needed, the package that brings it, and the setting that makes both unnecessary. */
export interface Need {
  readonly programs: readonly string[];
  readonly package: string;
  readonly variable: string;
  /** What the setting names; as a rule a server. */
  readonly names?: string;
}

/** The script's own bounds (waiting for its turn, update, install) end before this. */
const installLimitMs = 20 * 60_000;

/** Installs, in one go, the packages of the needs that this machine lacks. Throws a Fault when that cannot be done. */
export async function installMissing(
  needs: readonly Need[],
  machine: Machine,
  log: string,
  say: (line: string) => void,
): Promise<void> {
  const missing = needs.filter((need) => findProgram(machine, ...need.programs) === undefined);
  if (missing.length === 0) return;
  const packages = missing.map((need) => need.package);
  const apt = findProgram(machine, 'apt-get');
  if (apt === undefined) throw new Fault(`${packages.join(', ')} missing and no apt-get here: ${byHand(missing)}`);
  const asRoot = rootPrefix(machine);
  if (asRoot === undefined) {
    throw new Fault(
      `${packages.join(', ')} missing and no permission to install (not root, no sudo): ${byHand(missing)}`,
    );
  }
  say(`Installing ${packages.join(', ')} with apt-get (output in ${log})`);
  const status = await run(
    [...asRoot, 'sh', fileURLToPath(new URL('install-packages.sh', import.meta.url)), ...packages],
    log,
  );
  const still = missing.filter((need) => findProgram(machine, ...need.programs) === undefined);
  if (status === 0 && still.length === 0) return;
  const reason = readFileSync(log, 'utf8')
    .match(/^(?:E:|sudo:|dpkg: error).*$/gm)
    ?.at(-1);
  throw new Fault(
    `Could not install ${packages.join(', ')} (${reason ?? `exit ${status}`}; see ${log}): ${byHand(missing)}`,
  );
}

function byHand(missing: readonly Need[]): string {
  const packages = missing.map((need) => need.package).join(' ');
  const variables = missing.map((need) => need.variable).join(', ');
  const given = [...new Set(missing.map((need) => need.names ?? 'servers'))].join(' and ');
  return `run "sudo apt-get install --no-install-recommends ${packages}", or set ${variables} to ${given} you have`;
}

/** What to put before a command to run it as root; undefined when there is no way. */
function rootPrefix(machine: Machine): string[] | undefined {
  if (machine.uid === 0) return [];
  const sudo = findProgram(machine, 'sudo');
  if (sudo === undefined) return undefined;
  const silent = spawnSync(sudo, ['-n', 'true'], { stdio: 'ignore', timeout: 10_000 });
  if (silent.status === 0) return [sudo, '-n'];
  return machine.terminal ? [sudo] : undefined;
}

/** Runs to the end even when we are asked to stop: a package system that is cut off half-way is left broken. */
async function run(command: readonly string[], log: string): Promise<number> {
  const [program = '', ...args] = command;
  const output = openSync(log, 'w', 0o600);
  try {
    // sudo asks on the terminal itself, not on these.
    const child = spawn(program, args, { stdio: ['ignore', output, output], timeout: installLimitMs });
    const [code] = (await once(child, 'close')) as [number | null];
    return code ?? 1;
  } catch (error) {
    throw new Fault(`${program} cannot be run (${errorCode(error) ?? String(error)})`, { cause: error });
  } finally {
    closeSync(output);
  }
}
