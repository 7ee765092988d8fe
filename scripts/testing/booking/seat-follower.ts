/** A client of availability: what it makes of snapshots and changes, whether it asks for them or is sent them. */
import type * as z from 'zod';
import type { AvailabilityChange, AvailabilitySnapshot } from '../../../functions/event-detail/api.ts';

/** What is asked for with `since`, and sent on a stream. */
export type FollowedUpdate = z.input<typeof AvailabilitySnapshot> | z.input<typeof AvailabilityChange>;

/** An event of a stream, as it arrived. */
export interface Arrived {
  event: string;
  id: string | undefined;
  retryMs: number | undefined;
  // Tests look into data of several shapes.
  // oxlint-disable-next-line typescript/no-explicit-any
  data: any;
}

/** The seats as a client knows them. */
export class FollowedSeats {
  version = 0;
  /** Of the event. */
  eventVersion = 0;
  counts = { free: 0, held: 0, sold: 0 };
  /** Those of a change take the place of what was known. */
  sections: FollowedUpdate['sections'] = {};
  prices: FollowedUpdate['prices'] = {};
  readonly held = new Set<number>();
  readonly sold = new Set<number>();

  apply(update: FollowedUpdate): void {
    const { held, sold } = this;
    if (update.kind === 'snapshot') for (const seats of [held, sold]) seats.clear();
    else
      for (const seat of seatsOf([update.free, update.held, update.sold].flat()))
        [held, sold].forEach((seats) => seats.delete(seat));
    for (const seat of seatsOf(update.held)) held.add(seat);
    for (const seat of seatsOf(update.sold)) sold.add(seat);
    this.version = update.version;
    this.eventVersion = update.eventVersion;
    this.counts = update.counts;
    this.sections = { ...this.sections, ...update.sections };
    this.prices = { ...this.prices, ...update.prices };
  }

  /** For comparison. */
  get seats(): { held: number[]; sold: number[] } {
    const [held = [], sold = []] = [this.held, this.sold].map((seats) => [...seats].toSorted((a, b) => a - b));
    return { held, sold };
  }
}

/** The seats of a list in either form: ranges, or a bitmap in base64. */
export function seatsOf(list: string | readonly (readonly number[])[]): number[] {
  if (typeof list !== 'string')
    return list.flatMap(([from = 0, to = 0]) => Array.from({ length: to - from + 1 }, (_, index) => from + index));
  const bitmap = Buffer.from(list, 'base64');
  const seats = Array.from({ length: bitmap.length * 8 }, (_, seat) => seat);
  return seats.filter((seat) => ((bitmap[seat >> 3] ?? 0) & (0x80 >> (seat & 7))) !== 0);
}

/** The events of an answer as they arrive, until it ends. */
export async function* eventsOf(answer: Response): AsyncGenerator<Arrived> {
  let text = '';
  for await (const chunk of answer.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const lines = text.slice(0, end).split('\n');
      text = text.slice(end + 2);
      const field = (name: string) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
      const event = field('event');
      if (event === undefined) continue;
      const retry = field('retry');
      yield {
        event,
        id: field('id'),
        retryMs: retry === undefined ? undefined : Number(retry),
        data: JSON.parse(field('data') ?? 'null'),
      };
    }
  }
}

/** One stream, collected. */
export class SeatStream {
  readonly view: FollowedSeats;
  readonly events: Arrived[] = [];
  readonly #leave = new AbortController();
  answer: Response | undefined;
  /** Resolves when it is over, whoever ended it. */
  over: Promise<void> = Promise.resolve();

  /** @param view goes on where an earlier stream ended */
  constructor(view = new FollowedSeats()) {
    this.view = view;
  }

  /** Opens it; resolves when the answer has begun, with its status. */
  async open(url: string, headers: Record<string, string> = {}): Promise<number> {
    this.answer = await fetch(url, { headers, signal: this.#leave.signal });
    const { answer } = this;
    if (answer.status === 200) this.over = this.#collect(answer).catch(() => {});
    return answer.status;
  }

  get last(): Arrived | undefined {
    return this.events.at(-1);
  }

  /** The client leaves. */
  async leave(): Promise<void> {
    this.#leave.abort();
    await this.over;
  }

  async #collect(answer: Response): Promise<void> {
    for await (const arrived of eventsOf(answer)) {
      this.events.push(arrived);
      if (arrived.event === 'snapshot' || arrived.event === 'change') this.view.apply(arrived.data as FollowedUpdate);
    }
  }
}
