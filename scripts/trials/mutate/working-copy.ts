/** A copy of the project to try mutations in, one at a time, with servers that all of its runs share. */
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Servers, startServers } from '../../servers/start-servers.ts';
import { Fault } from '../../cli/fault.ts';
import { runChild } from './child.ts';
import type { Mutation } from './mutation.ts';
import { proofReport, readProof, readTests, type SeenRun, testReport } from './seen.ts';
import { copyTree, type Tree } from './tree.ts';

/** What became of a mutation. */
export interface Tried {
  mutation: Mutation;
  /** `stale`: its text is not there exactly once; `broken`: nothing could be run. */
  outcome: 'caught' | 'survived' | 'stale' | 'timed out' | 'broken';
  /** Who caught it, or what went wrong. */
  by: string;
  seconds: number;
}

/** A test file takes seconds; a mutation may make it wait for its own time-outs. */
const TESTS_MS = 240_000;
/** Of more files, as the tree as it is has to pass, for each so many. */
const FILES_IN_THAT = 4;
const PROOF_MS = 420_000;

export class WorkingCopy {
  readonly #tree: Tree;
  readonly #servers: Servers;
  readonly #signal: AbortSignal;
  #runs = 0;

  private constructor(tree: Tree, servers: Servers, signal: AbortSignal) {
    this.#tree = tree;
    this.#servers = servers;
    this.#signal = signal;
  }

  /** Copies the project and starts servers beside the copy. */
  static async open(root: string, signal: AbortSignal): Promise<WorkingCopy> {
    const tree = await copyTree(root);
    try {
      const dataDir = join(tree.temporary, 'servers');
      await mkdir(dataDir);
      const servers = await startServers({ dataDir, throwaway: true, env: {}, say: console.error, signal });
      return new WorkingCopy(tree, servers, signal);
    } catch (error) {
      await tree.remove();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#servers.stop();
    await this.#tree.remove();
  }

  /** Makes the copy wrong, and lets whoever must notice look at it. */
  async try(mutation: Mutation): Promise<Tried> {
    const began = performance.now();
    const tried = (outcome: Tried['outcome'], by: string): Tried => ({
      mutation,
      outcome,
      by,
      seconds: Math.round((performance.now() - began) / 100) / 10,
    });
    let restore: () => Promise<void>;
    try {
      restore = await this.#tree.mutate(mutation);
    } catch (error) {
      if (error instanceof Fault || (error as { code?: string }).code === 'ENOENT')
        return tried('stale', (error as Error).message);
      throw error;
    }
    try {
      const seen = await this.look(mutation.caughtBy);
      if (seen.isLate) return tried(mutation.hangs === true ? 'caught' : 'timed out', 'the clock');
      if (seen.failed !== undefined) return tried('caught', seen.failed);
      return seen.passed > 0 ? tried('survived', `${seen.passed} passed`) : tried('broken', seen.said);
    } finally {
      await restore();
    }
  }

  /** What tests, or a proof, say of the copy as it is. @param all goes on after the first that fails */
  async look(who: Mutation['caughtBy'], all = false): Promise<SeenRun> {
    const report = join(this.#tree.temporary, `report-${++this.#runs}`);
    const { mysqlUrl, redisUrl, amqpUrl } = this.#servers;
    const isTests = 'tests' in who;
    const args = isTests ? testReport(who.tests, report, all) : proofReport(who.prove, report);
    const ended = await runChild(args, {
      cwd: this.#tree.root,
      env: {
        ...process.env,
        // A mutation is caught by a first failure.
        CI: undefined,
        TMPDIR: this.#tree.temporary,
        ...(isTests && { MYSQL_URL: mysqlUrl, REDIS_URL: redisUrl, AMQP_URL: amqpUrl }),
      },
      limitMs: isTests ? TESTS_MS * Math.ceil(who.tests.length / FILES_IN_THAT) : PROOF_MS,
      signal: this.#signal,
    });
    const seen = isTests ? await readTests(report, ended) : await readProof(report, ended);
    await rm(report, { recursive: true, force: true });
    return seen;
  }

  /** A file of the copy. */
  read(file: string): Promise<string> {
    return readFile(join(this.#tree.root, file), 'utf8');
  }
}
