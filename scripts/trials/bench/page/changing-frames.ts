/** 300 seats that change in every frame: told to the page as another tab of its browser tells it, so that the page does with them all that it does. */
import type { Page } from 'playwright-core';
import {
  type ChangeMessage,
  FREE,
  type SeatMessage,
  type SeatSpan,
  type SectionFigures,
  SeatStates,
  SOLD,
} from '../../../../functions/web/picker/hall/seat-states.ts';
import { HEARD_SEATS } from '../../../../functions/web/picker/live/shared-link.ts';
import type { SeededRandom } from '../../seeded-random.ts';
import { BOWL_SEATS, CHANGED, whereInBowl } from './bowl-on-sale.ts';

/** Seats of a bowl that are sold in one frame and free in the next. */
export class ChangingFrames {
  readonly #channel: string;
  readonly #states: SeatStates;
  readonly #seats: readonly number[];

  private constructor(id: string, states: SeatStates, seats: readonly number[]) {
    [this.#channel, this.#states, this.#seats] = [`${HEARD_SEATS}:${id}`, states, seats];
  }

  /** @throws Error where fewer are free than shall change */
  static async of(url: string, id: string, random: SeededRandom): Promise<ChangingFrames> {
    const answer = await fetch(`${url}/v1/events/${id}/availability?seats=compact&since=0`, {
      signal: AbortSignal.timeout(30_000),
    });
    const message = (await answer.json()) as SeatMessage;
    if (!answer.ok || message.kind !== 'snapshot') throw new Error(`the seats are answered ${answer.status}`);
    const states = new SeatStates(BOWL_SEATS, message.chartVersion);
    states.apply(message);
    const free = [...states.of.keys()].filter((number) => states.of[number] === FREE);
    if (free.length < CHANGED) throw new Error(`only ${free.length} seats are free`);
    const seats = random
      .shuffled(free)
      .slice(0, CHANGED)
      .toSorted((one, other) => one - other);
    return new ChangingFrames(id, states, seats);
  }

  /** So many frames long. From then on the page takes what the server says for old, until that has changed as often. */
  async show(page: Page, frames: number): Promise<void> {
    const texts = Array.from({ length: frames }, () => JSON.stringify(this.#next()));
    await page.evaluate(tellByFrame, { name: this.#channel, texts });
  }

  #next(): ChangeMessage {
    const states = this.#states;
    const becomes = states.of[this.#seats[0] ?? 0] === FREE ? SOLD : FREE;
    const sections = new Map<string, SectionFigures>();
    const prices = new Map<string, SectionFigures>();
    const by = becomes === SOLD ? 1 : -1;
    const add = <Figures extends SectionFigures>(known: Figures): Figures => ({
      ...known,
      free: known.free - by,
      sold: known.sold + by,
    });
    const note = (to: Map<string, SectionFigures>, known: ReadonlyMap<string, SectionFigures>, name: string): void => {
      const before = to.get(name) ?? known.get(name);
      if (before) to.set(name, add(before));
    };
    let { counts } = states;
    for (const number of this.#seats) {
      const { section, price } = whereInBowl(number);
      counts = add(counts);
      note(sections, states.sections, section);
      note(prices, states.prices, price);
    }
    const spans = this.#seats.map((number): SeatSpan => [number, number]);
    const message: ChangeMessage = {
      kind: 'change',
      since: states.version,
      version: states.version + 1,
      eventVersion: states.eventVersion,
      status: states.status,
      chartVersion: states.chartVersion,
      counts,
      sections: Object.fromEntries(sections),
      prices: Object.fromEntries(prices),
      free: becomes === FREE ? spans : [],
      held: [],
      sold: becomes === SOLD ? spans : [],
    };
    states.apply(message);
    return message;
  }
}

/** In the page: the next is told when the frame after the one before has begun. */
async function tellByFrame({ name, texts }: { name: string; texts: readonly string[] }): Promise<void> {
  const [says, hears] = [new BroadcastChannel(name), new BroadcastChannel(name)];
  for (const text of texts) {
    const heard = new Promise((resolve) => hears.addEventListener('message', resolve, { once: true }));
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a BroadcastChannel takes none
    says.postMessage({ says: 'seats', text });
    await heard;
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
  says.close();
  hears.close();
}
