/** A server that can be paused, killed and started anew on its data, behind a wire that stays where it is. */
import type { RunningServer, Setting } from '../../../servers/serve.ts';
import { openWire, type Wire } from '../../../testing/servers/wire.ts';

type Start = (setting: Setting) => Promise<{ url: string; running: RunningServer[] }>;

/** MySQL, Redis or RabbitMQ under attack. */
export class Server {
  readonly wire: Wire;
  readonly #start: Start;
  readonly #setting: Setting;
  #url: string;
  #running: RunningServer[];
  #isUp = true;

  private constructor(wire: Wire, start: Start, setting: Setting, started: Awaited<ReturnType<Start>>) {
    this.wire = wire;
    this.#start = start;
    this.#setting = setting;
    this.#url = started.url;
    this.#running = started.running;
  }

  static async open(start: Start, setting: Setting): Promise<Server> {
    const started = await start(setting);
    return new Server(await openWire(started.url), start, setting, started);
  }

  /** Where it is now, past the wire. */
  get url(): string {
    return this.#url;
  }

  /** kill -9, at once. */
  async kill(): Promise<void> {
    this.#isUp = false;
    for (const { pid } of this.#running) signal(pid, 'SIGKILL');
    await Promise.all(this.#running.map(({ ended }) => ended));
  }

  /** Starts it again on what it had written. */
  async restart(): Promise<void> {
    const started = await this.#start(this.#setting);
    this.#url = started.url;
    this.#running = started.running;
    this.wire.aim(Number(new URL(started.url).port));
    this.#isUp = true;
  }

  /** Starts it when a fault has left it dead. */
  async revive(): Promise<void> {
    if (!this.#isUp) await this.restart();
  }

  pause(): void {
    for (const { pid } of this.#running) signal(pid, 'SIGSTOP');
  }

  resume(): void {
    for (const { pid } of this.#running) signal(pid, 'SIGCONT');
  }

  async close(): Promise<void> {
    this.resume();
    await this.wire.close();
    for (const running of this.#running) await running.stop();
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It is gone.
  }
}
