/** A run of mutations: first the tree as it is must pass what they are to be caught by, then each is tried. */
import { Fault } from '../../cli/fault.ts';
import { Lane, type Tried } from './lane.ts';
import { type Mutation, mutated } from './mutation.ts';

export interface RunOptions {
  root: string;
  mutations: readonly Mutation[];
  /** So many at a time. */
  lanes: number;
  /** None is begun after so many seconds. */
  withinSeconds: number;
  signal: AbortSignal;
  say: (line: string) => void;
}

export interface RunResult {
  tried: Tried[];
  /** There was no time left for them. */
  left: Mutation[];
}

/**
 * Tries mutations, in the order given.
 * @throws Fault when the tree as it is does not pass; the signal's reason
 */
export async function runMutations(options: RunOptions): Promise<RunResult> {
  const { root, mutations, signal, say } = options;
  const began = performance.now();
  if (mutations.length === 0) return { tried: [], left: [] };
  const count = Math.max(1, Math.min(options.lanes, mutations.length));
  const opened = await Promise.allSettled(Array.from({ length: count }, () => Lane.open(root, signal)));
  const lanes = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  try {
    const failed = opened.find((one) => one.status === 'rejected');
    if (failed) throw failed.reason;
    const [first] = lanes as [Lane, ...Lane[]];
    const stale = await findStale(first, mutations);
    const waiting = mutations.filter((mutation) => !stale.has(mutation));
    await passes(lanes, waiting, say);
    const tried: Tried[] = [...stale].map(([mutation, by]) => ({ mutation, fate: 'stale', by, seconds: 0 }));
    const queue = waiting.values();
    const left = new Set(waiting);
    const work = async (lane: Lane): Promise<void> => {
      for (const mutation of queue) {
        if ((performance.now() - began) / 1000 > options.withinSeconds) return;
        left.delete(mutation);
        const one = await lane.try(mutation);
        say(`${one.fate} in ${one.seconds} s: ${mutation.name}${one.fate === 'caught' ? '' : ` (${one.by})`}`);
        tried.push(one);
      }
    };
    await Promise.all(lanes.map(work));
    return { tried, left: [...left] };
  } finally {
    await Promise.allSettled(lanes.map((lane) => lane.close()));
  }
}

/** Those whose text has moved on are told before anything is run. */
async function findStale(lane: Lane, mutations: readonly Mutation[]): Promise<Map<Mutation, string>> {
  const stale = new Map<Mutation, string>();
  for (const mutation of mutations) {
    try {
      mutated(await lane.read(mutation.file), mutation);
    } catch (error) {
      stale.set(mutation, (error as Error).message);
    }
  }
  return stale;
}

/** A test that fails anyway catches everything. */
async function passes(lanes: readonly Lane[], mutations: readonly Mutation[], say: (line: string) => void) {
  const files = [...new Set(mutations.flatMap(({ caughtBy }) => ('tests' in caughtBy ? caughtBy.tests : [])))];
  const proofs = new Map(
    mutations.flatMap(({ caughtBy }) => ('prove' in caughtBy ? [[caughtBy.prove.join(' '), caughtBy.prove]] : [])),
  );
  const looks = [
    ...lanes
      .map((_, at) => files.filter((_file, index) => index % lanes.length === at))
      .filter((own) => own.length > 0)
      .map((tests) => ({ tests })),
    ...[...proofs.values()].map((prove) => ({ prove })),
  ];
  const queue = looks.values();
  await Promise.all(
    lanes.map(async (lane) => {
      for (const who of queue) {
        const { failed, passed, isLate, said } = await lane.look(who, true);
        const what = 'tests' in who ? `${who.tests.length} test files` : 'the proof';
        if (failed !== undefined) throw new Fault(`the tree as it is does not pass: ${failed}`);
        if (passed === 0 || isLate) throw new Fault(`the tree as it is cannot be tried with ${what}: ${said}`);
        say(`unmutated: ${passed} passed in ${what}`);
      }
    }),
  );
}
