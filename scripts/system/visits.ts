/** The visits to functions, by their names. */
import type { Visit } from '../../functions/shared/serve/visit.ts';

/** What `functions/<name>/visit.ts` says. @throws Error when there is none */
export async function visitTo(name: string): Promise<Visit> {
  const { visit } = (await import(`../../functions/${name}/visit.ts`)) as { visit: Visit };
  return visit;
}
