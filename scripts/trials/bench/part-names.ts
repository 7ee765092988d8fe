/** The parts of a run, each with what it measures: in the order they are run and reported. */
export const PARTS = {
  orders: 'orders by named seats: one book process against the usual way, the hello ceiling and the limit harness',
  whole:
    'whole orders: npm start, from the gateway to the record and the browse figure, against book alone and a whole in the usual way',
  hosts: 'a hello in our host, bundled, against the stock framework; browsing and details against its hello',
  cold: 'from spawn to the first answer: each function bundled, unbundled, and against bare node:http',
  warm: 'the first buyer after the beginning of a sale: with processes that stand by, and without',
  relay: 'how fast the outbox is published, against how fast it is filled',
  growth: 'the same order with 10³ to 10⁶ sold seats, 10² to 10⁵ events, 2 and 64 shards in the map',
  shards: 'two processes on two shards against one',
  moves: 'for how long a slot of 100,000 sold seats cannot be written while it moves to another shard',
  availability: 'bytes and time of the availability of 50,000 seats, half of them sold at random',
  page: 'the face in a browser: sizes, 50,000 seats on a phone, frames of the map against SVG, memory of a tab, 30 pages in a sale',
  profile: 'CPU of an order by part, from profiles of the book process and of the one-machine run’s own',
} as const;

/** Those that are measured only when they are asked for: one profiles, one needs a browser, and one takes minutes for what seldom changes. */
export const BY_NAME_ONLY: readonly string[] = ['moves', 'page', 'profile'];

/** The variants of moves. */
export const MOVED = { quiet: 'nobody buys', selling: '8 callers order' } as const;

/** The name of a part. */
export type PartName = keyof typeof PARTS;
