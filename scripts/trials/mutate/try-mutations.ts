/** A run of mutations: first the tree as it is must pass what they are to be caught by, then each is tried. */
import { Fault } from '../../cli/fault.ts';
import { WorkingCopy, type Tried } from './working-copy.ts';
import { type Mutation, mutated } from './mutation.ts';

export interface TryOptions {
  root: string;
  mutations: readonly Mutation[];
  /** So many at a time. */
  copies: number;
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
export async function runMutations(options: TryOptions): Promise<RunResult> {
  const { root, mutations, signal, say } = options;
  const began = performance.now();
  if (mutations.length === 0) return { tried: [], left: [] };
  const count = Math.max(1, Math.min(options.copies, mutations.length));
  const opened = await Promise.allSettled(Array.from({ length: count }, () => WorkingCopy.open(root, signal)));
  const copies = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  try {
    const failed = opened.find((one) => one.status === 'rejected');
    if (failed) throw failed.reason;
    const [first] = copies as [WorkingCopy, ...WorkingCopy[]];
    const stale = await findStale(first, mutations);
    const waiting = mutations.filter((mutation) => !stale.has(mutation));
    await passes(copies, waiting, say);
    const tried: Tried[] = [...stale].map(([mutation, by]) => ({ mutation, outcome: 'stale', by, seconds: 0 }));
    const queue = waiting.values();
    const left = new Set(waiting);
    const work = async (copy: WorkingCopy): Promise<void> => {
      for (const mutation of queue) {
        if ((performance.now() - began) / 1000 > options.withinSeconds) return;
        left.delete(mutation);
        const one = await copy.try(mutation);
        say(`${one.outcome} in ${one.seconds} s: ${mutation.name}${one.outcome === 'caught' ? '' : ` (${one.by})`}`);
        tried.push(one);
      }
    };
    await Promise.all(copies.map(work));
    return { tried, left: [...left] };
  } finally {
    await Promise.allSettled(copies.map((copy) => copy.close()));
  }
}

/** Those whose text has moved on are reported before anything is run. */
async function findStale(copy: WorkingCopy, mutations: readonly Mutation[]): Promise<Map<Mutation, string>> {
  const stale = new Map<Mutation, string>();
  for (const mutation of mutations) {
    try {
      mutated(await copy.read(mutation.file), mutation);
    } catch (error) {
      stale.set(mutation, (error as Error).message);
    }
  }
  return stale;
}

/** A test that fails anyway catches everything. */
async function passes(copies: readonly WorkingCopy[], mutations: readonly Mutation[], say: (line: string) => void) {
  const files = [...new Set(mutations.flatMap(({ caughtBy }) => ('tests' in caughtBy ? caughtBy.tests : [])))];
  const proofs = new Map(
    mutations.flatMap(({ caughtBy }) => ('prove' in caughtBy ? [[caughtBy.prove.join(' '), caughtBy.prove]] : [])),
  );
  const looks = [
    ...copies
      .map((_, at) => files.filter((_file, index) => index % copies.length === at))
      .filter((own) => own.length > 0)
      .map((tests) => ({ tests })),
    ...[...proofs.values()].map((prove) => ({ prove })),
  ];
  const queue = looks.values();
  await Promise.all(
    copies.map(async (copy) => {
      for (const who of queue) {
        const { failed, passed, isLate, said } = await copy.look(who, true);
        const what = 'tests' in who ? `${who.tests.length} test files` : 'the proof';
        if (failed !== undefined) throw new Fault(`the tree as it is does not pass: ${failed}`);
        if (passed === 0 || isLate) throw new Fault(`the tree as it is cannot be tried with ${what}: ${said}`);
        say(`unmutated: ${passed} passed in ${what}`);
      }
    }),
  );
}
