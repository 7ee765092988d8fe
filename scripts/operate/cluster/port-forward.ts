/** A way to a Service or pod of a cluster, for as long as something is done with it: `kubectl port-forward`, begun and ended here. */
import type { ChildProcess } from 'node:child_process';
import { Fault } from '../../cli/fault.ts';
import type { Kubectl } from './kubectl.ts';

/** The broker's ingress: its Service in the system's namespace. */
export const BROKER_INGRESS = 'seatmesh-broker-ingress';

const LIMIT_MS = 20_000;
/** It says a line for each connection. */
const SAID_CHARS = 1_000;

/** It ends whenever one of its connections is reset, and is begun anew then, at the same port of this machine. */
const MOST_BEGUN = 50;

/** @throws Fault when it does not come about */
export async function withPortForward<T>(
  cluster: Kubectl,
  service: string,
  port: number,
  work: (url: URL) => Promise<T>,
): Promise<T> {
  return withPortForwards(cluster, `service/${service}`, [port], ([local]) =>
    work(new URL(`http://127.0.0.1:${local}`)),
  );
}

/**
 * To several ports of one target (`pod/x`, `service/x`).
 * @param work is given the port of this machine for each
 * @throws Fault when it does not come about
 */
export async function withPortForwards<T>(
  cluster: Kubectl,
  target: string,
  ports: readonly number[],
  work: (local: readonly number[]) => Promise<T>,
): Promise<T> {
  const forwards = ports.map((port) => new PortForward(cluster, target, port));
  try {
    return await work(await Promise.all(forwards.map((forward) => forward.begin())));
  } finally {
    for (const forward of forwards) forward.end();
  }
}

class PortForward {
  readonly #begin: (local: string) => ChildProcess;
  readonly #name: string;
  #child: ChildProcess | undefined;
  #begun = 0;
  #hasEnded = false;

  constructor(cluster: Kubectl, target: string, port: number) {
    this.#name = target;
    this.#begin = (local) =>
      cluster.start(['-n', cluster.place.namespace, 'port-forward', this.#name, `${local}:${port}`]);
  }

  /** @param local a port of this machine; '' for any free one. @returns which it is, as kubectl says */
  begin(local = ''): Promise<number> {
    this.#begun += 1;
    const child = this.#begin(local);
    this.#child = child;
    let said = '';
    let errors = '';
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const failed = (): void =>
      reject(new Fault(`kubectl port-forward ${this.#name}: ${errors.trim().split('\n').at(-1) || 'gave no port'}`));
    const timer = setTimeout(failed, LIMIT_MS);
    child.once('error', failed);
    child.once('close', failed);
    child.stderr?.on('data', (chunk) => (errors += String(chunk)));
    child.stdout?.on('data', (chunk) => {
      if (said.length < SAID_CHARS) said += String(chunk);
      const found = /127\.0\.0\.1:(\d+) ->/.exec(said)?.[1];
      if (found !== undefined) resolve(Number(found));
    });
    void promise.then(
      (found) => child.once('close', () => this.#again(String(found))),
      () => {},
    );
    return promise.finally(() => clearTimeout(timer));
  }

  #again(local: string): void {
    if (this.#hasEnded || this.#begun >= MOST_BEGUN) return;
    // Who asks meanwhile finds nobody there, and says so if it stays like that.
    this.begin(local).catch(() => {});
  }

  end(): void {
    this.#hasEnded = true;
    this.#child?.kill('SIGTERM');
  }
}
