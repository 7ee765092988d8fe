/** The runner's end of the fault points inside the functions' processes. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { Blow, FaultOrder, Report, FaultStep } from '../inside/fault-steps.ts';

/** A process that can be struck. */
export interface Victim {
  pid: number;
  service: string;
  /** Resolves when it has ended. */
  ended: Promise<void>;
}

interface Connected extends Victim {
  socket: Socket;
}

/** What is to strike whom, and where. */
export interface Strike {
  step: FaultStep;
  /** The how-manieth time that the process comes there from now on. */
  nth: number;
  blow: Blow;
}

/** All processes with fault points. */
export class FaultPoints {
  readonly port: number;
  readonly #processes = new Set<Connected>();
  readonly #struck = new Map<number, () => void>();
  readonly #close: () => void;
  #lastId = 0;
  #clockShiftMs = 0;

  private constructor(port: number, close: () => void) {
    this.port = port;
    this.#close = close;
  }

  /** Opens the port that processes report to. */
  static async open(): Promise<FaultPoints> {
    const server = createServer((socket) => points.#listen(socket)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const points = new FaultPoints((server.address() as AddressInfo).port, () => server.close());
    return points;
  }

  /** The processes of some Services that run now. */
  of(services: readonly string[]): Victim[] {
    return [...this.#processes].filter(({ service }) => services.includes(service));
  }

  /** Strikes a process at a step. @returns false when it did not come there in time */
  async strike(victim: Victim, { step, nth, blow }: Strike, withinMs: number): Promise<boolean> {
    const { socket } = victim as Connected;
    const id = ++this.#lastId;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => resolve(false), withinMs);
    this.#struck.set(id, () => resolve(true));
    void victim.ended.then(() => resolve(false));
    send(socket, { do: 'arm', id, step, nth, blow });
    const struck = await promise;
    clearTimeout(timer);
    if (!struck) send(socket, { do: 'disarm', id });
    // A stroke that was under way all the same must not leave the process stopped for ever.
    if (struck || blow === 'kill') this.#struck.delete(id);
    else this.#struck.set(id, () => resume(victim));
    return struck;
  }

  /** Sets what processes take for the time, those that start later included. */
  setClocks(shiftMs: number, of: readonly Victim[] = [...this.#processes]): void {
    if (of.length === this.#processes.size) this.#clockShiftMs = shiftMs;
    for (const victim of of) send((victim as Connected).socket, { do: 'clock', shiftMs });
  }

  close(): void {
    for (const { socket } of this.#processes) socket.destroy();
    this.#close();
  }

  #listen(socket: Socket): void {
    let unread = '';
    socket.on('error', () => {});
    socket.setEncoding('utf8').on('data', (text: string) => {
      const lines = (unread + text).split('\n');
      unread = lines.pop() ?? '';
      for (const line of lines) this.#hear(socket, JSON.parse(line) as Report);
    });
  }

  #hear(socket: Socket, report: Report): void {
    if (report.is === 'struck') {
      this.#struck.get(report.id)?.();
      return;
    }
    const { pid, service } = report;
    const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    const process: Connected = { pid, service, ended, socket };
    this.#processes.add(process);
    void ended.then(() => this.#processes.delete(process));
    if (this.#clockShiftMs !== 0) send(socket, { do: 'clock', shiftMs: this.#clockShiftMs });
  }
}

/** Lets a stopped process go on. */
export function resume({ pid }: Victim): void {
  try {
    process.kill(pid, 'SIGCONT');
  } catch {
    // It is gone.
  }
}

function send(socket: Socket, order: FaultOrder): void {
  if (socket.writable) socket.write(`${JSON.stringify(order)}\n`);
}
