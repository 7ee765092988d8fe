/**
 * A cluster, as kubectl reaches it: who is logged in, by which plugin and through which proxy is kubectl's business, so it is run as a program
 * with its arguments as a list. Every call has an end.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { errorCode, Fault } from '../../cli/fault.ts';
import { type Authored, authoredKinds, withAuthors } from './authors.ts';
import { pause } from './pause.ts';

/** An object of the API, as far as anybody here looks at it. */
export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    uid?: string;
    generation?: number;
    creationTimestamp?: string;
    deletionTimestamp?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    [other: string]: unknown;
  };
  spec?: Record<string, unknown>;
  status?: Record<string, unknown>;
  data?: Record<string, string>;
  [other: string]: unknown;
}

/** Where the cluster is, and where in it the system. */
export interface ClusterPlace {
  /** Of the kubeconfig; undefined: its current one. */
  context: string | undefined;
  namespace: string;
}

interface Call {
  /** What kubectl reads. */
  input?: string;
  timeoutMs?: number;
  signal?: AbortSignal | undefined;
  /** Not of the system's namespace. */
  everywhere?: boolean;
}

const USUAL_MS = 60_000;
/** What is not there, or whose kind is not. */
const NOT_THERE = /\(NotFound\)|doesn't have a resource type|no matches for kind|could not find the requested resource/;

/** What passes: a webhook that is to be asked about an object, or the API itself, is away for a moment. One that denies says so otherwise. */
const PASSING =
  /failed calling webhook|etcdserver: (?:leader changed|request timed out)|\(TooManyRequests\)|\(ServiceUnavailable\)/;
const TRIES = 5;
const TRY_PAUSE_MS = 3_000;

/** kubectl for one cluster and namespace. */
export class Kubectl {
  readonly place: ClusterPlace;
  readonly #program: string;
  readonly #fence: AbortSignal | undefined;

  constructor(place: ClusterPlace, program = process.env['KUBECTL'] ?? 'kubectl', fence?: AbortSignal) {
    this.place = place;
    this.#program = program;
    this.#fence = fence;
  }

  /** The same, of which nothing is asked any more once it is aborted: every call throws its reason, those that are under way as well. */
  fencedBy(fence: AbortSignal): Kubectl {
    return new Kubectl(this.place, this.#program, fence);
  }

  /** What it prints. @throws Fault with kubectl's own last line when it fails or takes too long */
  async text(args: readonly string[], call: Call = {}): Promise<string> {
    const { code, output, errors } = await this.attempt(args, call);
    if (code === 0) return output;
    throw new Fault(`kubectl ${wordsOf(args)}: ${reasonIn(errors, code)}`);
  }

  /** Runs it to its end, whatever that is. */
  async attempt(
    args: readonly string[],
    { input, timeoutMs = USUAL_MS, signal, everywhere }: Call = {},
  ): Promise<{ code: number | null; output: string; errors: string }> {
    this.#fence?.throwIfAborted();
    const child = this.start(everywhere ? args : ['-n', this.place.namespace, ...args], signal);
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      child.kill('SIGKILL');
    }, timeoutMs);
    try {
      child.stdin?.on('error', () => {}); // it may end before it has read all; its own words say why
      child.stdin?.end(input ?? '');
      const closed = once(child, 'close') as Promise<[number | null]>;
      const [output, errors, [code]] = await Promise.all([text(child.stdout!), text(child.stderr!), closed]);
      this.#fence?.throwIfAborted();
      if (code === null && !signal?.aborted)
        return {
          code,
          output,
          errors: isLate ? `gave no answer within ${Math.round(timeoutMs / 1_000)} s` : 'was ended',
        };
      return { code, output, errors };
    } catch (error) {
      this.#fence?.throwIfAborted();
      if (errorCode(error) === 'ENOENT') throw missing(this.#program, error);
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** As `attempt`, and again while what holds it up passes: for calls that may be made twice. */
  async persist(args: readonly string[], call: Call = {}): ReturnType<Kubectl['attempt']> {
    for (let tries = 1; ; tries += 1) {
      const made = await this.attempt(args, call);
      if (made.code === 0 || tries === TRIES || !PASSING.test(made.errors)) return made;
      await pause(TRY_PAUSE_MS * (0.5 + Math.random()), call.signal);
    }
  }

  /** Starts it, for what goes on: `port-forward`, `logs -f`. Whoever starts it ends it. */
  start(args: readonly string[], signal?: AbortSignal): ChildProcess {
    const ends = signal && this.#fence ? AbortSignal.any([signal, this.#fence]) : (signal ?? this.#fence);
    const context = this.place.context === undefined ? [] : ['--context', this.place.context];
    return spawn(this.#program, [...context, ...args], {
      stdio: ['pipe', 'pipe', 'pipe'],
      ...(ends && { signal: ends, killSignal: 'SIGTERM' }),
    });
  }

  /** The objects of some kinds (`ksvc,trigger`); none where a cluster does not know the kind. */
  async list(kinds: string, more: readonly string[] = [], call: Call = {}): Promise<KubeObject[]> {
    const { code, output, errors } = await this.attempt(
      ['get', kinds, '--ignore-not-found', '-o', 'json', ...more],
      call,
    );
    if (code === 0) return objectsIn(output);
    if (NOT_THERE.test(errors)) return [];
    throw new Fault(`kubectl get ${kinds}: ${reasonIn(errors, code)}`);
  }

  /** One object; undefined when there is none. */
  async find(kind: string, name: string, call: Call = {}): Promise<KubeObject | undefined> {
    const [found] = await this.list(kind, [name], call);
    return found;
  }

  /** Those of some objects that are there, as they are now. @throws Fault when it cannot be known */
  async there(objects: readonly Authored[]): Promise<KubeObject[]> {
    if (objects.length === 0) return [];
    const args = ['get', '--ignore-not-found', '-o', 'json', '-f', '-'];
    return objectsIn(await this.text(args, { input: listOf(objects), everywhere: true }));
  }

  /** Applies objects on the server's side, as the one who owns what is in them. @returns what it says of each */
  async apply(objects: readonly Authored[], { isDryRun = false }: { isDryRun?: boolean } = {}): Promise<string[]> {
    if (objects.length === 0) return [];
    const args = ['apply', '--server-side', '--force-conflicts', `--field-manager=${MANAGER}`, '-f', '-'];
    const { code, output, errors } = await this.persist([...args, ...(isDryRun ? ['--dry-run=server'] : [])], {
      input: listOf(await this.#authored(objects)),
      timeoutMs: 5 * USUAL_MS,
      everywhere: true, // objects say where they are: kubectl takes none of another namespace than -n
    });
    if (code !== 0) throw new Fault(`kubectl apply: ${reasonIn(errors, code)}`);
    return output.split('\n').filter((line) => line !== '');
  }

  /** How objects would change what is there. @returns nothing where it would not */
  async difference(objects: readonly KubeObject[]): Promise<string> {
    const input = listOf(await this.#authored(objects));
    const args = ['diff', '--server-side', '--force-conflicts', `--field-manager=${MANAGER}`, '-f', '-'];
    const { code, output, errors } = await this.attempt(args, { input, timeoutMs: 5 * USUAL_MS, everywhere: true });
    if (code !== 0 && code !== 1) throw new Fault(`kubectl diff: ${reasonIn(errors, code)}`);
    return code === 0 ? '' : output || 'something';
  }

  /** Objects with what Knative has written beside them and lets nobody take away. */
  async #authored(objects: readonly Authored[]): Promise<readonly Authored[]> {
    const kinds = authoredKinds(objects);
    return kinds === '' ? objects : withAuthors(objects, await this.list(kinds));
  }
}

/** By which the API server knows whose fields are whose. */
export const MANAGER = 'seatmesh';

/** Some objects as kubectl reads them (`-f -`). */
export const listOf = (objects: readonly object[]): string =>
  JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });

/** The objects in what kubectl prints (`-o json`): a list, one, or nothing. */
export function objectsIn(output: string): KubeObject[] {
  if (output.trim() === '') return [];
  const found = JSON.parse(output) as KubeObject & { items?: KubeObject[] };
  return found.items ?? [found];
}

/** The line that says it: kubectl's warnings come before. */
function reasonIn(errors: string, code: number | null): string {
  // Where it has no kubeconfig it asks what hardly anybody runs.
  if (/server localhost:8080 was refused/.test(errors))
    return 'kubectl knows of no cluster: log in to one (KUBECONFIG, or ~/.kube/config)';
  const unknown = UNKNOWN_CONTEXT.exec(errors);
  if (unknown)
    return `the kubeconfig has no context ${unknown[1] ?? unknown[2]}: kubectl config get-contexts lists them`;
  if (/error loading config file/.test(errors)) return `the kubeconfig cannot be read: ${lastLine(errors)}`;
  return lastLine(errors) ?? `ended with ${code}`;
}

/** As kubectl says it before a server is asked, by command. */
const UNKNOWN_CONTEXT = /context "([^"\n]*)" does not exist|context was not found for specified context: (\S*)/;

/** What is asked, without options. */
const wordsOf = (args: readonly string[]): string =>
  args
    .slice(0, 2)
    .filter((word) => !word.startsWith('-'))
    .join(' ');

function lastLine(errors: string): string | undefined {
  const lines = errors.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('Warning: '));
  return lines.at(-1)?.replace(/^error: |^Error from server /, '');
}

function missing(program: string, cause: unknown): Fault {
  return new Fault(
    `${program} is not there: install kubectl 1.32 or newer (https://kubernetes.io/docs/tasks/tools), and log in to the cluster`,
    { cause },
  );
}
