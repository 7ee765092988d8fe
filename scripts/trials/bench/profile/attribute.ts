/** From a CPU profile to CPU by part. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CallFrame, GARBAGE, HTTP, NATIVE, NODE, type PartOf, PUBLISHING } from './parts.ts';

/** As V8 writes it (`--cpu-prof`): the Profile of the DevTools protocol. */
export interface CpuProfile {
  nodes: readonly ProfileNode[];
  samples: readonly number[];
  /** µs between samples. */
  timeDeltas: readonly number[];
  /** Of the first, in µs of the machine's monotonic clock, as `process.hrtime` has it. */
  startTime: number;
}

interface ProfileNode {
  id: number;
  callFrame: CallFrame;
  children?: readonly number[];
}

/**
 * Self time in µs by part, idle time left out. Code of Node counts to whoever called it: a socket written to by mysql2 is
 * MySQL's. What nobody called is Node's own. With `since`, in µs of the monotonic clock, what was before is left out.
 */
export function attribute(profile: CpuProfile, partOfFrame: PartOf, since = 0): Map<string, number> {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const parents = new Map(
    profile.nodes.flatMap((node) => (node.children ?? []).map((child) => [child, node.id] as const)),
  );
  const own = new Map(profile.nodes.map((node) => [node.id, partOfFrame(node.callFrame)]));
  const found = new Map<number, string | undefined>();
  const partOf = (id: number): string | undefined => {
    if (found.has(id)) return found.get(id);
    const { functionName } = nodes.get(id)?.callFrame ?? { functionName: '' };
    const part = special(functionName) ?? inherited(id, own, parents);
    found.set(id, part);
    return part;
  };
  const micros = new Map<string, number>();
  let at = profile.startTime;
  for (const [index, id] of profile.samples.entries()) {
    const delta = profile.timeDeltas[index] ?? 0;
    at += delta;
    const part = at < since ? IDLE : partOf(id);
    if (part !== undefined && part !== IDLE) micros.set(part, (micros.get(part) ?? 0) + delta);
  }
  return micros;
}

const IDLE = 'idle';

function special(functionName: string): string | undefined {
  if (functionName === '(idle)') return IDLE;
  if (functionName === '(garbage collector)') return GARBAGE;
  return functionName === '(program)' ? NATIVE : undefined;
}

/** The nearest that has a part, from a frame to its root; what Node's HTTP does for the client side counts to that. */
function inherited(
  id: number,
  own: ReadonlyMap<number, string | undefined>,
  parents: ReadonlyMap<number, number>,
): string {
  let part: string | undefined;
  for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) {
    const its = own.get(at);
    if (its === undefined) continue;
    if (its === PUBLISHING && (part === undefined || part === HTTP)) return PUBLISHING;
    part ??= its;
  }
  return part ?? NODE;
}

/** Often enough for small parts, and still a few percent of what is measured. */
export const SAMPLED_EVERY_US = 200;

/** Options of Node's with which a process leaves its profile in a folder when it ends. */
export function profilingOptions(folder: string): string[] {
  return ['--cpu-prof', `--cpu-prof-dir=${folder}`, `--cpu-prof-interval=${SAMPLED_EVERY_US}`];
}

/** The profile that a process left in a folder. */
export async function readProfile(folder: string): Promise<CpuProfile> {
  const file = (await readdir(folder)).find((name) => name.endsWith('.cpuprofile')) ?? '';
  return JSON.parse(await readFile(join(folder, file), 'utf8')) as CpuProfile;
}

/** Scaled so that all parts together are what an order costs, the largest first. */
export function perOrder(micros: ReadonlyMap<string, number>, us: number): Record<string, number> {
  const total = [...micros.values()].reduce((sum, part) => sum + part, 0);
  const parts = [...micros].toSorted(([, a], [, b]) => b - a);
  return Object.fromEntries(parts.map(([part, its]) => [part, (its / total) * us]));
}
