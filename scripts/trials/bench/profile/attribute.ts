/** From a CPU profile of a bundled function to CPU by part. */
import type { ModuleOf } from './modules.ts';
import { GARBAGE, HTTP, NATIVE, NODE, partOfModule, partOfNode, PUBLISHING } from './parts.ts';

/** As V8 writes it (`--cpu-prof`): the Profile of the DevTools protocol. */
export interface CpuProfile {
  nodes: readonly ProfileNode[];
  samples: readonly number[];
  /** µs between samples. */
  timeDeltas: readonly number[];
}

interface ProfileNode {
  id: number;
  callFrame: { functionName: string; url: string; lineNumber: number };
  children?: readonly number[];
}

/**
 * Self time in µs by part, idle time left out. Code of Node counts to whoever called it: a socket written to by mysql2 is
 * MySQL's. What nobody called is Node's own.
 */
export function attribute(
  profile: CpuProfile,
  isBundle: (url: string) => boolean,
  moduleOf: ModuleOf,
): Map<string, number> {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const parents = new Map(
    profile.nodes.flatMap((node) => (node.children ?? []).map((child) => [child, node.id] as const)),
  );
  const own = new Map(profile.nodes.map((node) => [node.id, ownPart(node, isBundle, moduleOf)]));
  const found = new Map<number, string | undefined>();
  const partOf = (id: number): string | undefined => {
    if (found.has(id)) return found.get(id);
    const { functionName } = nodes.get(id)?.callFrame ?? { functionName: '' };
    const part = special(functionName) ?? inherited(id, own, parents);
    found.set(id, part);
    return part;
  };
  const micros = new Map<string, number>();
  for (const [index, id] of profile.samples.entries()) {
    const part = partOf(id);
    if (part !== undefined && part !== IDLE)
      micros.set(part, (micros.get(part) ?? 0) + (profile.timeDeltas[index] ?? 0));
  }
  return micros;
}

const IDLE = 'idle';

function special(functionName: string): string | undefined {
  if (functionName === '(idle)') return IDLE;
  if (functionName === '(garbage collector)') return GARBAGE;
  return functionName === '(program)' ? NATIVE : undefined;
}

function ownPart(
  { callFrame }: ProfileNode,
  isBundle: (url: string) => boolean,
  moduleOf: ModuleOf,
): string | undefined {
  if (callFrame.url.startsWith('node:')) return partOfNode(callFrame.url);
  if (!isBundle(callFrame.url)) return undefined;
  const module = moduleOf(callFrame.lineNumber);
  return module === undefined ? undefined : partOfModule(module);
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
