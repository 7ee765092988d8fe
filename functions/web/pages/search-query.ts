/** What somebody looks for among events: from the page's address to the question for event-global, and to other addresses. Pure. */

/** What the form of the page holds, as it was written. */
export interface Search {
  q: string;
  city: string;
  category: string;
  from: string;
  to: string;
  /** At most so much, in whole units of whatever currency. */
  price: string;
}

/** The fields of the form, in their order. */
export const SEARCH_FIELDS = ['q', 'city', 'category', 'from', 'to', 'price'] as const;

const LIMIT = 24;
/** Of a field; event-global says which are too long for it. */
const MOST = 200;

/** What an address looks for. Whatever else is in it (where a visitor comes from, say) does not matter. */
export function readSearch(query: string): { search: Search; cursor: string | undefined } {
  const parameters = new URLSearchParams(query);
  const text = (name: string): string => (parameters.get(name) ?? '').trim().slice(0, MOST);
  const search = Object.fromEntries(SEARCH_FIELDS.map((name) => [name, text(name)])) as unknown as Search;
  return { search, cursor: text('cursor') || undefined };
}

export function isEmptySearch(search: Search): boolean {
  return SEARCH_FIELDS.every((name) => search[name] === '');
}

/** The address of a search, as short as it can be said; the same for what means the same. */
export function searchPath(search: Search, cursor?: string): string {
  const parameters = new URLSearchParams();
  for (const name of SEARCH_FIELDS) if (search[name] !== '') parameters.set(name, search[name]);
  if (cursor !== undefined) parameters.set('cursor', cursor);
  const query = parameters.toString();
  return query === '' ? '/' : `/?${query}`;
}

/** The question for event-global. */
export function listingsPath(search: Search, cursor?: string): string {
  const parameters = new URLSearchParams({ limit: String(LIMIT) });
  for (const name of ['q', 'city', 'category', 'from', 'to'] as const)
    if (search[name] !== '') parameters.set(name, search[name]);
  const cents = centsOf(search.price);
  if (cents !== undefined) parameters.set('priceToCents', cents);
  if (cursor !== undefined) parameters.set('cursor', cursor);
  return `/v1/events?${parameters}`;
}

/** Written with a comma or a point. What is no amount is handed on, for event-global to say so. */
function centsOf(price: string): string | undefined {
  if (price === '') return undefined;
  const [whole, units = '', decimals = ''] = /^(\d{1,6})(?:[.,](\d{1,2}))?$/.exec(price) ?? [];
  return whole === undefined ? price : String(Number(units) * 100 + Number(decimals.padEnd(2, '0')));
}

/** Which fields event-global did not take, from the paths of its problem. */
export function wrongFields(problem: unknown): (typeof SEARCH_FIELDS)[number][] {
  const { errors = [] } = (problem ?? {}) as { errors?: readonly { path: string }[] };
  const names = new Set(errors.map(({ path }) => (path.startsWith('price') ? 'price' : path)));
  return SEARCH_FIELDS.filter((name) => names.has(name));
}
