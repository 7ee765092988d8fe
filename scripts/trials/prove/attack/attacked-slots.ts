/** Slots of events that are moved while the system sells: by processes of their own, which can be killed at any step. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseShardMap } from '../../../../functions/shared/slots.ts';
import { waysIn, withArrived, withMove } from '../../../operate/reshard/map-steps.ts';
import type { MoveStep } from '../../../operate/reshard/slot-move.ts';
import { OUTBOX_TABLE } from '../evidence/evidence-tables.ts';

/** What a mover is told, as JSON on its command line. */
export interface MoverOrders {
  from: { name: string; url: string };
  to: { name: string; url: string };
  slots: number[];
  alsoStaying: string[];
  /** Whether what is left is removed, rather than slots moved. */
  cleans: boolean;
  /** A table whose rows it forgets: a harm that is to be found. */
  forgets?: string | undefined;
}

const MOVER = join(import.meta.dirname, 'mover.ts');
const MOVER_MS = 60_000;

/** What the system's slots are, and who moves them. */
export class AttackedSlots {
  #map: string;
  readonly #takeOver: (map: string) => Promise<void>;
  readonly #urls: ReadonlyMap<string, string>;
  /** A table whose rows every mover forgets. */
  forgets: string | undefined;
  /** For how long slots could not be written, each time one was moved, in ms. */
  readonly fencesMs: number[] = [];

  constructor(map: string, takeOver: (map: string) => Promise<void>, urls: ReadonlyMap<string, string>) {
    this.#map = map;
    this.#takeOver = takeOver;
    this.#urls = urls;
  }

  /**
   * Moves slots to a shard, from wherever each is, and removes what is left of them. One mover is killed at a step; the next goes on.
   * @returns whether there was anything to move
   */
  async move(slots: readonly number[], to: string, killedAt: MoveStep | undefined): Promise<boolean> {
    // What a fault of before has left half-way.
    if (waysIn(parseShardMap(this.#map)).length > 0) await this.#finish(this.#map, undefined);
    const ranges = slots.map((slot) => ({ from: slot, to: slot }));
    const moving = withMove(parseShardMap(this.#map), ranges, to);
    if (waysIn(parseShardMap(moving)).length === 0) return false;
    await this.#go(moving);
    await this.#finish(moving, killedAt);
    return true;
  }

  async #finish(moving: string, killedAt: MoveStep | undefined): Promise<void> {
    const ways = waysIn(parseShardMap(moving));
    let isDue = killedAt !== 'cleaned';
    for (const way of ways) {
      if (isDue && killedAt) await this.#mover(way, { cleans: false, killedAt });
      isDue = false;
      await this.#mover(way, { cleans: false });
    }
    await this.#go(withArrived(parseShardMap(moving), new Set(ways.flatMap((way) => way.slots))));
    for (const way of ways) {
      if (killedAt === 'cleaned') await this.#mover(way, { cleans: true, killedAt });
      await this.#mover(way, { cleans: true });
    }
  }

  async #go(map: string): Promise<void> {
    await this.#takeOver(map);
    this.#map = map;
  }

  async #mover(
    { from, to, slots }: { from: string; to: string; slots: number[] },
    { cleans, killedAt }: { cleans: boolean; killedAt?: MoveStep },
  ): Promise<void> {
    const shard = (name: string) => ({ name, url: this.#urls.get(name) ?? '' });
    const orders: MoverOrders = {
      from: shard(from),
      to: shard(to),
      slots,
      alsoStaying: [OUTBOX_TABLE],
      cleans,
      forgets: this.forgets,
    };
    const child = spawn(process.execPath, [MOVER], { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env } });
    const errors: string[] = [];
    child.stderr.on('data', (text: Buffer) => void errors.push(String(text)));
    child.stdin.write(`${JSON.stringify(orders)}\n`);
    const timer = setTimeout(() => child.kill('SIGKILL'), MOVER_MS);
    const followed = this.#follow(child, killedAt);
    const [code] = (await once(child, 'exit')) as [number | null];
    clearTimeout(timer);
    const isKilled = await followed;
    if (code !== 0 && !isKilled) throw new Error(`a mover of slots from ${from} to ${to} failed: ${errors.join('')}`);
  }

  /** @returns whether it was killed at its step */
  async #follow(child: ChildProcess, killedAt: MoveStep | undefined): Promise<boolean> {
    let isKilled = false;
    if (!child.stdout) return false;
    for await (const line of createInterface(child.stdout)) {
      const [word, detail] = line.split(' ');
      if (word === 'fence') this.fencesMs.push(Number(detail));
      if (word !== 'step') continue;
      if (detail === killedAt && !isKilled) {
        isKilled = true;
        child.kill('SIGKILL');
      } else child.stdin?.write('go\n');
    }
    return isKilled;
  }
}
