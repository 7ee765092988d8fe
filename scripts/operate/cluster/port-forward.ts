/** A way to a Service of a cluster, for as long as something is done with it: `kubectl port-forward`, begun and ended here. */
import { Fault } from '../../cli/fault.ts';
import type { Kubectl } from './kubectl.ts';

const LIMIT_MS = 20_000;

/** @throws Fault when it does not come about */
export async function withPortForward<T>(
  cluster: Kubectl,
  service: string,
  port: number,
  work: (url: URL) => Promise<T>,
): Promise<T> {
  // Any free port of this machine, of which kubectl says the number.
  const child = cluster.start(['-n', cluster.place.namespace, 'port-forward', `service/${service}`, `:${port}`]);
  try {
    let said = '';
    let errors = '';
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const failed = (): void =>
      reject(
        new Fault(`kubectl port-forward service/${service}: ${errors.trim().split('\n').at(-1) || 'gave no port'}`),
      );
    const timer = setTimeout(failed, LIMIT_MS);
    child.once('error', failed);
    child.once('close', failed);
    child.stderr?.on('data', (chunk) => (errors += String(chunk)));
    child.stdout?.on('data', (chunk) => {
      said += String(chunk);
      const local = /127\.0\.0\.1:(\d+) ->/.exec(said)?.[1];
      if (local !== undefined) resolve(Number(local));
    });
    try {
      return await work(new URL(`http://127.0.0.1:${await promise}`));
    } finally {
      clearTimeout(timer);
    }
  } finally {
    child.kill('SIGTERM');
  }
}
