/** What the functions offer over HTTP, by the list of capabilities. */
import { capabilities } from '../../functions/capabilities.ts';
import type { Capability } from '../../functions/shared/serve/capability.ts';

/** The route table of a function. */
export type RouteTable = Pick<Capability, 'name' | 'routes' | 'pages'>;

/** The route tables of all functions, in the order of their names. */
export const routeTables: readonly RouteTable[] = capabilities.toSorted((one, other) =>
  one.name < other.name ? -1 : 1,
);
