/** The visits to functions, by their names, and what goes with their requests. */
import { randomUUID } from 'node:crypto';
import { capabilities } from '../../functions/capabilities.ts';
import type { Visit, VisitRequest } from '../../functions/shared/serve/visit.ts';

/** What `functions/<name>/visit.ts` says. @throws Error when there is none */
export async function visitTo(name: string): Promise<Visit> {
  const { visit } = (await import(`../../functions/${name}/visit.ts`)) as { visit: Visit };
  return visit;
}

const keyed = capabilities
  .flatMap(({ routes }) => routes)
  .filter(({ idempotent }) => idempotent)
  .map(({ method, path }) => ({ method, path: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`) }));

/** A fresh Idempotency-Key, where the operation takes one: others refuse it. */
export function keyOf({ method, path }: VisitRequest): Record<string, string> {
  const isKeyed = keyed.some((one) => one.method === method && one.path.test(path));
  return isKeyed ? { 'idempotency-key': randomUUID() } : {};
}
