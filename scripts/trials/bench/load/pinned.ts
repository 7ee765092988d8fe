/** Where processes run, and how they are started so that they never outlive us. */
import { availableParallelism } from 'node:os';
import { SETPRIV } from '../../../platform/serving/replica.ts';
import { findProgram, thisMachine } from '../../../servers/machine.ts';

/** The core of the program under test, of the callers, and of a second program under test. */
export const CORES = { program: 0, callers: 1, secondProgram: availableParallelism() >= 4 ? 2 : 1 } as const;

const TASKSET = findProgram(thisMachine(), 'taskset');

/** Whether processes can be bound to cores here. */
export const CAN_PIN = TASKSET !== undefined && availableParallelism() >= 2;

/** A command as it is run on a core; with the end of this process it is killed. */
export function pinned(core: number, file: string, args: readonly string[]): { file: string; args: string[] } {
  const own = [
    ...(SETPRIV ? [SETPRIV, '--pdeathsig', 'KILL', '--'] : []),
    ...(CAN_PIN && TASKSET ? [TASKSET, '--cpu-list', String(core)] : []),
    file,
    ...args,
  ];
  return { file: own[0] ?? file, args: own.slice(1) };
}
