/** The sale as it goes on: a block that is rewritten on a terminal, a line every few seconds elsewhere. */
import { figureText, quantile } from '../../report/figures.ts';
import type { SaleClock } from '../clock.ts';
import type { SaleRecord } from '../record.ts';

const BLOCK_MS = 500;
const LINE_MS = 5_000;
/** Latencies and rates are those of the last seconds. */
const RECENT_MS = 5_000;

/** What has happened so far. */
export interface Standing {
  arrived: number;
  offeredPerS: number;
  held: number;
  sold: number;
  refused: Map<string, number>;
  p50Ms: number;
  p99Ms: number;
}

/** Shows how the sale stands until it is ended. */
export function showProgress(
  record: SaleRecord,
  clock: SaleClock,
  size: { seats: number; devices: number },
  stream: NodeJS.WriteStream = process.stderr,
): { end: () => void } {
  const count = new Counter(record);
  let lines = 0;
  const show = (): void => {
    const standing = count.standing(clock.now());
    if (!stream.isTTY) {
      stream.write(`${lineOf(standing, clock.now(), size)}\n`);
      return;
    }
    const block = blockOf(standing, clock.now(), size);
    const width = stream.columns || 80;
    if (lines > 0) stream.write(`\u001B[${lines}F\u001B[J`); // to where the block began
    stream.write(`${block.map((line) => line.slice(0, width - 1)).join('\n')}\n`);
    lines = block.length;
  };
  const timer = setInterval(show, stream.isTTY ? BLOCK_MS : LINE_MS);
  return {
    end: () => {
      clearInterval(timer);
      show();
    },
  };
}

/** Reads on in the record from where it was. */
export class Counter {
  readonly #record: SaleRecord;
  readonly #refused = new Map<string, number>();
  readonly #open = new Map<string, { seats: number; expiresMs: number }>();
  #calls = 0;
  #sold = 0;

  constructor(record: SaleRecord) {
    this.#record = record;
  }

  standing(nowMs: number): Standing {
    this.#readOn();
    for (const [id, { expiresMs }] of this.#open) if (expiresMs <= nowMs) this.#open.delete(id);
    const { offered, latencies, arrivals } = this.#record;
    const recent = Object.values(latencies).flatMap(({ dueMs, ms }) => {
      const from = ms.length - tailLength(dueMs, nowMs - RECENT_MS);
      return ms.slice(from);
    });
    return {
      arrived: arrivals.length,
      offeredPerS: tailLength(offered, nowMs - RECENT_MS) / (RECENT_MS / 1_000),
      held: [...this.#open.values()].reduce((sum, { seats }) => sum + seats, 0),
      sold: this.#sold,
      refused: this.#refused,
      p50Ms: quantile(recent, 0.5),
      p99Ms: quantile(recent, 0.99),
    };
  }

  #readOn(): void {
    for (const call of this.#record.calls.slice(this.#calls)) {
      this.#calls++;
      if (call.reason) this.#refused.set(call.reason, (this.#refused.get(call.reason) ?? 0) + 1);
      if (call.kind === 'hold' && call.hold)
        this.#open.set(call.hold.id, { seats: call.hold.seats.length, expiresMs: call.hold.expiresMs });
      if (call.kind === 'release') this.#open.delete(call.holdId);
      if (call.kind !== 'order' || !call.order) continue;
      this.#open.delete(call.holdId ?? '');
      this.#sold += call.order.seats.length;
    }
  }
}

/** How many entries at the end are of after a moment. They stand nearly in order: those due at one time are noted close together. */
function tailLength(times: readonly number[], after: number): number {
  let count = 0;
  let older = 0;
  for (let index = times.length - 1; index >= 0 && older < 1_000; index--) {
    if ((times[index] as number) >= after) count++;
    else older++;
  }
  return count;
}

function secondsText(ms: number): string {
  return `T0${ms < 0 ? '−' : '+'}${(Math.abs(ms) / 1_000).toFixed(1)} s`;
}

function refusedText(refused: ReadonlyMap<string, number>): string {
  const parts = [...refused].map(([reason, times]) => `${reason} ${figureText(times)}`);
  return parts.join(' · ') || 'nothing';
}

function blockOf(now: Standing, ms: number, { seats, devices }: { seats: number; devices: number }): string[] {
  const width = 40;
  const sold = Math.round((width * now.sold) / seats);
  const held = Math.min(width - sold, Math.round((width * now.held) / seats));
  return [
    `${secondsText(ms)}   ${figureText(now.arrived)} of ${figureText(devices)} devices have come`,
    `seats    [${'█'.repeat(sold)}${'▒'.repeat(held)}${' '.repeat(width - sold - held)}] sold ${figureText(now.sold)} · held ${figureText(now.held)} of ${figureText(seats)}`,
    `offered  ${figureText(now.offeredPerS)} requests/s · p50 ${figureText(now.p50Ms)} ms · p99 ${figureText(now.p99Ms)} ms`,
    `refused  ${refusedText(now.refused)}`,
  ];
}

function lineOf(now: Standing, ms: number, { seats }: { seats: number }): string {
  return (
    `${secondsText(ms)}: offered ${figureText(now.offeredPerS)}/s, held ${now.held}, sold ${now.sold} of ${seats}, ` +
    `refused ${refusedText(now.refused)}, p50 ${figureText(now.p50Ms)} ms, p99 ${figureText(now.p99Ms)} ms`
  );
}
