/** The functions with what the document says of them: their routes, and the examples that stand beside those. */
import { existsSync } from 'node:fs';
import { capabilities } from '../../../functions/capabilities.ts';
import type { Examples } from '../../../functions/shared/http/examples.ts';
import type { Capability } from '../../../functions/shared/serve/capability.ts';

/** A page about the API, which is for people. */
const DEVELOPERS = '/developers';

/** A function as the document describes it. */
export type Described = Pick<Capability, 'name' | 'summary' | 'routes'> & { examples: Examples };

/** The functions that have routes, in the order of their names. */
export const described: readonly Described[] = await Promise.all(
  capabilities
    .filter(({ routes }) => routes.length > 0)
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
    // What is for people is no part of the API.
    .map(async ({ name, summary, routes }) => ({
      name,
      summary,
      routes: routes.filter(({ path }) => path !== DEVELOPERS),
      examples: await examplesOf(name),
    })),
);

/** `functions/<name>/examples.ts`; none where there is no such file. */
async function examplesOf(name: string): Promise<Examples> {
  const file = new URL(`../../../functions/${name}/examples.ts`, import.meta.url);
  if (!existsSync(file)) return {};
  return ((await import(file.href)) as { examples: Examples }).examples;
}
