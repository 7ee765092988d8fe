/** A wire to a server, with its faults: what is sent can be watched, delayed, withheld or lost, connections cut. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** What becomes of a connection after something was sent on it. */
export type WireFault =
  | 'pass'
  | 'cut before it arrives'
  | 'cut before the answer'
  | 'cut before the last answer'
  /** It does not arrive; this is answered. */
  | { answer: Buffer };

/** A listening port that leads to a server. */
export interface Wire {
  /** The given URL, by this wire. */
  url: string;
  /** Leads new connections to another port: the server was started anew there. */
  aim(port: number): void;
  /** How long each chunk is under way, in either direction; 0 unless told otherwise. */
  delayMs: number;
  /** Decides for each chunk on its way to the server; `pass` unless told otherwise. */
  onSend: (chunk: Buffer) => WireFault;
  /** Nothing goes either way until `thaw`. */
  freeze(): void;
  thaw(): void;
  /** From now on whatever is sent on the present connections is lost, either way, and nobody is told. */
  lose(): void;
  /**
   * From now on what is sent on the present connections does not arrive; this is answered instead, after the answers to what arrived before.
   * New ones lead to the server: so it looks after a fail-over to who still has a connection to what was the primary.
   */
  strand(answer: (chunk: Buffer) => Buffer): void;
  /** Ends all connections and refuses new ones until `mend`. */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

/** Lays a wire to the server of a URL. */
export async function openWire(target: string): Promise<Wire> {
  const { hostname, port } = new URL(target);
  let aimedAt = Number(port);
  const links = new Set<Link>();
  let broken = false;
  let frozen = false;
  const server = createServer((near) => {
    if (broken) return void near.destroy();
    const link = new Link(near, connect(aimedAt, hostname), wire, () => links.delete(link));
    links.add(link);
    if (frozen) link.pause();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(target);
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const endAll = () => links.forEach((link) => link.end());
  const wire: Wire = {
    url: url.href,
    onSend: () => 'pass',
    delayMs: 0,
    aim: (to) => {
      aimedAt = to;
    },
    freeze: () => {
      frozen = true;
      links.forEach((link) => link.pause());
    },
    thaw: () => {
      frozen = false;
      links.forEach((link) => link.resume());
    },
    strand: (answer) => links.forEach((link) => link.strand(answer)),
    lose: () => links.forEach((link) => link.lose()),
    cut: () => {
      broken = true;
      endAll();
    },
    mend: () => {
      broken = false;
    },
    close: async () => {
      endAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return wire;
}

/** A server that has said nothing for so long has answered all that arrived, or stands still. */
const SETTLED_MS = 20;

/** A connection through a wire. */
class Link {
  readonly #sockets: readonly [near: Socket, far: Socket];
  readonly #ways: readonly [there: Way, back: Way];
  #mute = false;
  #muteUntilLast = false;
  /** What becomes of what is sent from now on. */
  #stranded: ((chunk: Buffer) => void) | undefined;
  #isForsaken = false;
  #heardAt = 0;
  readonly #wire: Wire;

  constructor(near: Socket, far: Socket, wire: Wire, onEnd: () => void) {
    this.#sockets = [near, far];
    const there = new Way(far);
    const back = new Way(near);
    this.#ways = [there, back];
    this.#wire = wire;
    near.on('data', (chunk) => {
      if (this.#stranded) return this.#stranded(chunk);
      const fault = wire.onSend(chunk);
      if (fault === 'cut before it arrives') return this.end();
      if (typeof fault === 'object') return back.carry(fault.answer, wire.delayMs);
      this.#mute ||= fault === 'cut before the answer';
      this.#muteUntilLast ||= fault === 'cut before the last answer';
      there.carry(chunk, wire.delayMs);
    });
    far.on('data', (chunk) => {
      this.#heardAt = performance.now();
      if (this.#isForsaken) return;
      if (this.#mute || (this.#muteUntilLast && isLastOk(chunk))) this.end();
      else if (!this.#muteUntilLast) back.carry(chunk, wire.delayMs);
    });
    for (const socket of this.#sockets)
      socket
        .on('error', () => {})
        .on('close', () => {
          onEnd();
          this.end();
        });
  }

  pause(): void {
    this.#sockets.forEach((socket) => socket.pause());
  }

  resume(): void {
    this.#sockets.forEach((socket) => socket.resume());
  }

  /** Who was answered out of turn would take the answers to others for his own. */
  strand(answer: (chunk: Buffer) => Buffer): void {
    const waiting: Buffer[] = [];
    const say = (chunk: Buffer): void => this.#ways[1].carry(answer(chunk), this.#wire.delayMs);
    this.#stranded = (chunk) => waiting.push(chunk);
    const settle = (): void => {
      if (performance.now() - this.#heardAt < SETTLED_MS) return void setTimeout(settle, SETTLED_MS);
      this.#isForsaken = true;
      for (const chunk of waiting) say(chunk);
      this.#stranded = say;
    };
    this.#heardAt = performance.now();
    setTimeout(settle, SETTLED_MS);
  }

  lose(): void {
    this.#ways.forEach((way) => {
      way.lost = true;
    });
  }

  end(): void {
    this.#sockets.forEach((socket) => socket.destroy());
  }
}

/** One way of a connection. */
class Way {
  readonly #to: Socket;
  readonly #underWay: { chunk: Buffer; at: number }[] = [];
  lost = false;

  constructor(to: Socket) {
    this.#to = to;
  }

  /** Sends a chunk on, later if it is to take long; never before the one before it. */
  carry(chunk: Buffer, delayMs: number): void {
    if (this.lost) return;
    if (delayMs === 0 && this.#underWay.length === 0) return void this.#to.write(chunk);
    this.#underWay.push({ chunk, at: performance.now() + delayMs });
    if (this.#underWay.length === 1) setTimeout(() => this.#arrive(), delayMs);
  }

  #arrive(): void {
    const now = performance.now();
    for (let next = this.#underWay[0]; next !== undefined; next = this.#underWay[0]) {
      // Timers go by whole milliseconds.
      if (next.at > now + 1) return void setTimeout(() => this.#arrive(), next.at - now);
      this.#underWay.shift();
      if (!this.lost) this.#to.write(next.chunk);
    }
  }
}

/** Whether MySQL's last word in a chunk is a plain OK that no other result follows: that of a COMMIT at the end. */
function isLastOk(chunk: Buffer): boolean {
  const MORE_RESULTS = 0x08;
  const [length, , , , header, affected, insertId, flags = 0] = chunk.subarray(-11);
  return length === 7 && header === 0 && affected === 0 && insertId === 0 && (flags & MORE_RESULTS) === 0;
}
