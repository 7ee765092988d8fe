/** CPU time of processes, and what was taken from all of them, from /proc. */
import { readdirSync, readFileSync } from 'node:fs';

/** The kernel counts CPU time in hundredths of a second for user space, on every architecture Node runs on (USER_HZ). */
const MS_PER_TICK = 10;

/**
 * What all threads of a process have used so far, in user space and in the kernel, in ms: to 10 ms.
 * @throws when there is no such process
 */
export function cpuMs(pid: number): number {
  return cpuMsIn(readFileSync(`/proc/${pid}/stat`, 'utf8'));
}

/** Fields 14 and 15 of /proc/<pid>/stat. The second field, the program's name, may have blanks and brackets in it. */
export function cpuMsIn(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK;
}

/** What a virtual machine's cores were wanted for and did not get so far, in ms: others had them. 0 on a machine of one's own. */
export function stolenMs(): number {
  return stolenMsIn(readFileSync('/proc/stat', 'utf8'));
}

/** Field 8 of the line of all cores in /proc/stat. */
export function stolenMsIn(stat: string): number {
  const all = /^cpu +([^ ].*)$/m.exec(stat)?.[1]?.split(' ') ?? [];
  return Number(all[7] ?? 0) * MS_PER_TICK;
}

const NS_PER_MS = 1e6;

/** How long each thread of a process was ready to run and waited for a core so far, in ms, by its id: others had them. Empty where Linux does not say. */
export const waitedMs = (pid: number): ReadonlyMap<string, number> => byThread(pid, waitedMsIn);

/** How long each thread of a process has run so far, as that. */
export const ranMs = (pid: number): ReadonlyMap<string, number> => byThread(pid, ranMsIn);

function byThread(pid: number, read: (schedstat: string) => number): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const thread of threadsOf(pid)) {
    try {
      times.set(thread, read(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8')));
    } catch {
      // It has ended meanwhile, or this Linux counts no such times.
    }
  }
  return times;
}

function threadsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

/** What the main thread of a process has used so far, in ms, to the nanosecond. @throws when there is no such process, or Linux does not say */
export function mainThreadMs(pid: number): number {
  return ranMsIn(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8'));
}

/** Of "ran, waited, times", in ns. */
export const ranMsIn = (schedstat: string): number => Number(schedstat.split(' ')[0]) / NS_PER_MS;

/** As that. */
export const waitedMsIn = (schedstat: string): number => Number(schedstat.split(' ')[1]) / NS_PER_MS;

/** Of the thread that waited longest from one look to the other. */
export function longestWaitMs(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): number {
  return Math.max(0, ...[...after].map(([thread, ms]) => ms - (before.get(thread) ?? 0)));
}
