/** From seats that were painted to what the API is asked: new blocks, and seats of blocks that are released. Pure. */

export interface BlockView {
  id: string;
  seats: readonly string[];
  note: string | null;
  createdAt: string;
  etag: string | null;
}

/** What is asked for; each has a key, so that a repeat does nothing twice. */
export type BlockChange =
  | { kind: 'block'; seats: readonly string[] }
  | { kind: 'quantity'; section: string; quantity: number }
  | { kind: 'release'; blockId: string; seats: readonly string[] };

/** A block has so many seats at most, and a release names so many: a URL has no room for more. */
const SEATS_OF_BLOCK = 1_000;
const SEATS_OF_RELEASE = 200;

export function blockChanges(
  blocks: readonly BlockView[],
  toBlock: readonly string[],
  toRelease: ReadonlySet<string>,
  wishes: readonly { section: string; quantity: number }[],
): BlockChange[] {
  // First what is released: it may be what is blocked anew.
  return [
    ...blocks.flatMap(({ id, seats }) =>
      inPieces(
        seats.filter((label) => toRelease.has(label)),
        SEATS_OF_RELEASE,
      ).map((piece): BlockChange => ({ kind: 'release', blockId: id, seats: piece })),
    ),
    ...inPieces(toBlock, SEATS_OF_BLOCK).map((piece): BlockChange => ({ kind: 'block', seats: piece })),
    ...wishes.map(({ section, quantity }): BlockChange => ({ kind: 'quantity', section, quantity })),
  ];
}

function inPieces<Entry>(all: readonly Entry[], size: number): Entry[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );
}
