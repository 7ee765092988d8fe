/** Finds what the functions offer over HTTP: one route table a folder, discovered, never listed by hand. */
import { existsSync, readdirSync } from 'node:fs';
import type { Route } from '../../functions/shared/http/route.ts';

const FUNCTIONS = new URL('../../functions/', import.meta.url);

/** The route table of a function. */
export interface RouteTable {
  /** The folder's name. */
  fn: string;
  routes: readonly Route[];
}

/** Imports every `functions/<name>/api.ts`, in the order of the names. */
export async function loadRouteTables(): Promise<RouteTable[]> {
  const names = readdirSync(FUNCTIONS)
    .filter((name) => existsSync(new URL(`${name}/api.ts`, FUNCTIONS)))
    .toSorted();
  return Promise.all(
    names.map(async (fn) => {
      const module = (await import(new URL(`${fn}/api.ts`, FUNCTIONS).href)) as { routes: readonly Route[] };
      return { fn, routes: module.routes };
    }),
  );
}
