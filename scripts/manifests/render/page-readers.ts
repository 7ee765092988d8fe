/** Which pages of other origins may read what the edge says, as they may read what functions say (`shared/http/cross-origin.ts`). */
import { EXPOSED, type Origins } from '../../../functions/shared/http/cross-origin.ts';
import type { Route } from '../../../functions/shared/http/route.ts';
import type { RouteTable } from '../route-tables.ts';
import { pathTest } from './path-test.ts';
import { both, cel } from './reply-filters.ts';

/** Whose pages may use the API (CORS_ORIGINS), and whose may read what everybody may see (EMBED_ORIGINS). */
export interface PageReaders {
  users: Origins;
  readers: Origins;
}

/** Pages that may read an answer, and as whom they are told. */
interface Who {
  /** Undefined: any. */
  isWho?: object;
  origin: string;
  /** They read only what everybody may see. */
  reads?: boolean;
}

/** Of a list, another origin is answered otherwise: whoever keeps an answer must know. */
export const TELLS_VARY: Readonly<Record<string, string>> = { vary: 'origin' };

/** What lets pages of an origin read an answer. */
export const toldTo = (origin: string): Readonly<Record<string, string>> => ({
  'access-control-allow-origin': origin,
  'access-control-expose-headers': EXPOSED,
});

/** Paths of what everybody may see. */
export function publicPaths(tables: readonly RouteTable[]): Route['path'][] {
  const reads = tables.flatMap(({ routes }) =>
    routes.filter(({ method, access }) => method === 'GET' && access !== 'user'),
  );
  return [...new Set(reads.map(({ path }) => path))];
}

/** Who may read an answer of the edge, and whether it is another one for others. The first that fits decides. */
export function readersOf(
  paths: readonly Route['path'][],
  { users, readers }: PageReaders,
): { who: Who[]; varies: boolean } {
  if (users === '*') return { who: [{ origin: '*' }], varies: false };
  const who: Who[] = [];
  if (users.length > 0) who.push({ isWho: isOneOf(users), origin: OWN });
  if (readers.length > 0) {
    const isRead = cel(`request.method in ["GET", "HEAD"] && (${paths.map(pathTest).join(' || ')})`);
    who.push(
      readers === '*'
        ? { isWho: isRead, origin: '*', reads: true }
        : { isWho: both(isOneOf(readers), isRead), origin: OWN, reads: true },
    );
  }
  return { who, varies: users.length > 0 || (readers !== '*' && readers.length > 0) };
}

/** The one that asks. */
const OWN = '%REQ(ORIGIN)%';

const isOneOf = (origins: readonly string[]): object =>
  cel(`request.headers["origin"] in [${origins.map((origin) => JSON.stringify(origin)).join(', ')}]`);
