/** All that is kept about somebody, in one: the API gives it page by page. */
import { askOwn, type OwnAnswer } from './own-requests.ts';

interface ExportPage {
  orders: readonly unknown[];
  next: string | null;
}

/** Of 500 orders each: nobody has more, and a browser holds as many. */
const MOST_PAGES = 200;

/** Whole or not at all: a file that lacks something would not say so. */
export async function ownExport(userId: string): Promise<OwnAnswer<object>> {
  const path = `/v1/users/${userId}/export`;
  const first = await askOwn<ExportPage>(path);
  if ('refusal' in first) return first;
  const { next: second, orders, ...rest } = first.value;
  const all = [...orders];
  let next = second;
  for (let page = 1; page < MOST_PAGES && next !== null; page++) {
    const more: OwnAnswer<ExportPage> = await askOwn<ExportPage>(`${path}?cursor=${encodeURIComponent(next)}`);
    if ('refusal' in more) return more;
    all.push(...more.value.orders);
    next = more.value.next;
  }
  return { value: { ...rest, orders: all }, etag: undefined };
}
