/**
 * Pods that run, of a function that what it needs refuses for good (an account, a password, a database, a certificate). Kubernetes takes it for one that
 * starts slowly, and so would whoever waits for it; its log says which it is (`shared/mysql/readiness.ts`, `shared/redis/mistakes.ts`).
 */
import { ofNewest, type StuckPod } from '../conditions.ts';
import type { Kubectl, KubeObject } from '../kubectl.ts';

/** A start takes some seconds, and logs of pods are asked for one by one. */
const STARTING_MS = 10_000;
const MOST_ASKED = 3;
const LOG_MS = 10_000;
const SIDECAR = 'queue-proxy';
const REFUSED = /^not ready: (?<why>.+)$/;

/** Looks at pods again and again. @param startingMs for so long one is left alone */
export class RefusedPods {
  readonly #seen = new Map<string, number>();
  readonly #startingMs: number;

  constructor(startingMs = STARTING_MS) {
    this.#startingMs = startingMs;
  }

  /** @param services whose newest revisions count */
  async among(cluster: Kubectl, pods: readonly KubeObject[], services: readonly KubeObject[]): Promise<StuckPod[]> {
    const unready = ofNewest(pods, services).filter(isUnready);
    const now = performance.now();
    const names = new Set(unready.map(({ metadata }) => metadata.name));
    for (const name of this.#seen.keys()) if (!names.has(name)) this.#seen.delete(name);
    for (const name of names) if (!this.#seen.has(name)) this.#seen.set(name, now);
    const late = unready.filter(({ metadata }) => now - (this.#seen.get(metadata.name) ?? now) >= this.#startingMs);
    return (await Promise.all(late.slice(0, MOST_ASKED).map((pod) => refusedIn(cluster, pod)))).flat();
  }
}

interface ContainerStatus {
  name: string;
  ready?: boolean;
}

function isUnready({ status }: KubeObject): boolean {
  const { phase, containerStatuses = [] } = (status ?? {}) as { phase?: string; containerStatuses?: ContainerStatus[] };
  return phase === 'Running' && containerStatuses.some(({ ready }) => ready === false);
}

async function refusedIn(cluster: Kubectl, { metadata, status }: KubeObject): Promise<StuckPod[]> {
  const containers = (status?.['containerStatuses'] ?? []) as ContainerStatus[];
  const container = containers.find(({ name }) => name !== SIDECAR)?.name;
  if (container === undefined) return [];
  const args = ['logs', metadata.name, '-c', container, '--tail=1'];
  const { code, output } = await cluster.attempt(args, { timeoutMs: LOG_MS });
  const why = code === 0 ? refusalIn(output) : undefined;
  return why === undefined ? [] : [{ pod: metadata.name, container, why, isRefused: true }];
}

interface LoggedError {
  message?: unknown;
  cause?: LoggedError;
}

/** Pure. @returns undefined for a line that says no refusal */
export function refusalIn(line: string): string | undefined {
  try {
    const { msg, err } = JSON.parse(line) as { msg?: unknown; err?: LoggedError };
    const why = REFUSED.exec(String(msg))?.groups?.['why'];
    if (why === undefined) return undefined;
    const { message } = err?.cause ?? err ?? {};
    return typeof message === 'string' ? `${why}: ${message}` : why;
  } catch {
    return undefined;
  }
}
