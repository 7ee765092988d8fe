/**
 * Who is connected to the edge, and what each network may take of it, so that none takes all. An edge under attack turns away the
 * attacker, not everybody: Envoy has no filter that counts by address, so these bounds are this runner's own.
 */
import type { Socket } from 'node:net';
import { networkOf } from '../../../functions/shared/identity/network.ts';

/** Bodies that wait to be whole or to be sent on, in bytes, of all callers together. */
const MOST_BYTES = 128 * 1024 * 1024;
/** Bodies up to this size need no room: the number of connections bounds them. */
export const SMALL_BYTES = 4096;
/** One network may have this part of all connections, bytes and streams. */
const SHARE = 8;

/** One network (an IPv4 address, an IPv6 /64) with what it takes at the moment. */
export interface Caller {
  network: string;
  connections: number;
  streams: number;
  bytes: number;
}

export class Callers {
  readonly #callers = new Map<string, Caller>();
  readonly #mostConnections: number;
  #connections = 0;
  #bytes = 0;

  /** @param mostConnections of all callers together */
  constructor(mostConnections: number) {
    this.#mostConnections = mostConnections;
  }

  /** Counts a connection until it closes; undefined when there are too many, of all or of this caller's network. */
  admit(socket: Socket): Caller | undefined {
    const network = networkOf(socket.remoteAddress ?? '');
    const caller = this.#callers.get(network) ?? { network, connections: 0, streams: 0, bytes: 0 };
    if (this.#connections >= this.#mostConnections) return undefined;
    if (caller.connections >= this.#mostConnections / SHARE) return undefined;
    this.#callers.set(network, caller);
    this.#connections += 1;
    caller.connections += 1;
    socket.once('close', () => {
      this.#connections -= 1;
      caller.connections -= 1;
      if (caller.connections === 0) this.#callers.delete(network);
    });
    return caller;
  }

  /** Takes room for a stream, which holds its place for long; false when the caller has its part of them. */
  openStream(caller: Caller): boolean {
    if (caller.streams >= this.#mostConnections / SHARE / 2) return false;
    caller.streams += 1;
    return true;
  }

  /** Room for a body: taken as it grows, given back all at once. */
  room(caller: Caller): BodyRoom {
    let taken = 0;
    const add = (bytes: number): void => {
      taken += bytes;
      caller.bytes += bytes;
      this.#bytes += bytes;
    };
    const take = (size: number): boolean => {
      const more = size - taken;
      if (this.#bytes + more > MOST_BYTES || caller.bytes + more > MOST_BYTES / SHARE) return false;
      add(more);
      return true;
    };
    return { take, giveBack: () => add(-taken) };
  }
}

/** A place for one body. */
export interface BodyRoom {
  /** Makes it as large as this many bytes; false when there is no more room. */
  take: (size: number) => boolean;
  giveBack: () => void;
}
