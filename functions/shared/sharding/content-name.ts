/** A name for each content: a revision that starts again next week finds what it was made with. */
import { createHash } from 'node:crypto';

/** What the label of a copy says: of what it is one. */
export const COPY_OF = 'seatmesh.dev/copy-of';

/** `shards-0123456789`, for a Secret or ConfigMap and what it has. */
export function contentName(kind: string, name: string, data: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(data).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const hash = createHash('sha256').update(JSON.stringify([kind, name, sorted]));
  return `${name}-${hash.digest('hex').slice(0, 10)}`;
}
