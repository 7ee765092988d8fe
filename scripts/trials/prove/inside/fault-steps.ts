/**
 * The steps of a function's work as its sockets see them: what it sends to whom, and what comes back. A fault can strike
 * between any two of them.
 */

/** Whom a function talks to. */
export const PEERS = ['mysql', 'redis', 'broker'] as const;
export type Peer = (typeof PEERS)[number];

/** What is exchanged with a peer: a COMMIT is a kind of its own, for it is the step that cannot be taken back. */
export const EXCHANGES = ['mysql statement', 'mysql commit', 'redis', 'broker'] as const;

/** Where in an exchange. */
export const MOMENTS = ['before sending', 'after sending', 'answer unread'] as const;

/** Every point at which a fault can strike. */
export const STEPS = [
  'request arrived',
  ...EXCHANGES.flatMap((exchange) => MOMENTS.map((moment) => `${exchange}, ${moment}` as const)),
  'before answering',
  'after answering',
] as const;
export type FaultStep = (typeof STEPS)[number];

/** What happens to the process there: dead at once, or stopped until somebody lets it go on. */
export type Blow = 'kill' | 'stop';

/** From the runner to a process. */
export type FaultOrder =
  | { do: 'arm'; id: number; step: FaultStep; nth: number; blow: Blow }
  | { do: 'disarm'; id: number }
  /** Moves what the process takes for the time, in ms against the machine's clock. */
  | { do: 'clock'; shiftMs: number };

/** From a process to the runner: who it is, and that an armed fault strikes now. */
export type Report = { is: 'process'; pid: number; service: string } | { is: 'struck'; id: number; step: FaultStep };
