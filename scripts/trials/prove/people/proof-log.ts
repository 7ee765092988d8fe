/** The calls of a round as they are written down, and how many there are of what. */
import { EventEmitter, once } from 'node:events';
import type { ProofCall } from '../evidence/evidence.ts';

export class ProofLog {
  readonly calls: ProofCall[] = [];
  acknowledged = 0;
  held = 0;
  unknown = 0;
  readonly #written = new EventEmitter().setMaxListeners(0);

  get answered(): number {
    return this.calls.length;
  }

  write(call: ProofCall): void {
    this.calls.push(call);
    if (call.outcome === 'unknown') this.unknown += 1;
    else if (call.op === 'order' && call.status === 201) this.acknowledged += 1;
    else if (call.op === 'hold' && call.status === 201) this.held += 1;
    this.#written.emit('call');
  }

  /** Waits until there are some more of one sort, or until the signal comes. */
  async until(sort: 'acknowledged' | 'held', more: number, signal: AbortSignal): Promise<void> {
    const enough = this[sort] + more;
    while (this[sort] < enough && !signal.aborted) await once(this.#written, 'call', { signal }).catch(() => {}); // the signal came
  }
}
