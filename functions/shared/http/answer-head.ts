/** The head of an answer: what all have, and what a cache is told. */

/** Headers of an answer, their names in lower case. */
export type Head = Record<string, string | number>;

/** On every answer: it is what it says it is, the next visit is by TLS, and nobody keeps it unless the answer says otherwise. */
export const PLAIN_HEADERS = {
  'x-content-type-options': 'nosniff',
  'strict-transport-security': 'max-age=31536000',
  'cache-control': 'no-store',
};

/** On every problem. */
export const PROBLEM_HEADERS = { ...PLAIN_HEADERS, 'content-type': 'application/problem+json' };

/** Says that a request with another header of this name may be answered otherwise. */
export function varyBy(head: Head, name: string): void {
  head['vary'] = head['vary'] === undefined ? name : `${head['vary']}, ${name}`;
}
