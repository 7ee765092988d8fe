/** A bowl of 50,400 seats on sale, half of it taken, and what changes it: as its organizer and buyers do, over HTTP. */
import type { SeededRandom } from '../../seeded-random.ts';
import type { SignedInUser } from '../scene/buyers.ts';

const SECTIONS = 120;
const ROWS = 20;
const SEATS = 21;
const PRICES = [12_000, 10_500, 9_000, 7_500, 6_000, 4_500];
/** What one block may have at most. */
const SEATS_OF_BLOCK = 1_000;
/** How many change at once where changes are measured. */
export const CHANGED = 300;
/** Of an order. */
const BOUGHT = 2;
const PATIENCE_MS = 90_000;

export const BOWL_SEATS = SECTIONS * ROWS * SEATS;

/** @returns the section and the price category of a seat, by its number */
export function whereInBowl(number: number): { section: string; price: string } {
  const section = Math.floor(number / (ROWS * SEATS));
  return { section: `S${section}`, price: `P${section % PRICES.length}` };
}

/** The bowl, as one that measures deals with it. */
export class BowlOnSale {
  readonly id: string;
  readonly #url: string;
  /** Whoever has it, with a token that is good: a run may take longer than one is. */
  readonly #people: () => Promise<readonly SignedInUser[]>;
  /** Those that change where changes are measured. */
  readonly #changing: readonly string[];
  /** Those that are sold: half of the hall, one after the other. */
  readonly #onSale: string[];
  #keys = 0;

  private constructor(
    url: string,
    people: () => Promise<readonly SignedInUser[]>,
    id: string,
    free: readonly string[],
  ) {
    [this.#url, this.#people, this.id] = [url, people, id];
    [this.#changing, this.#onSale] = [free.slice(0, CHANGED), free.slice(CHANGED)];
  }

  /**
   * Publishes it, and takes half of its seats off sale, at random.
   * @param people of whom the first is its organizer
   */
  static async publish(
    url: string,
    people: () => Promise<readonly SignedInUser[]>,
    random: SeededRandom,
  ): Promise<BowlOnSale> {
    const { id } = await askPatiently<{ id: string }>(url, '/v1/events', await organizerOf(people), EVENT);
    const labels = Array.from({ length: SECTIONS }, (_, section) =>
      Array.from({ length: ROWS }, (_row, row) =>
        Array.from({ length: SEATS }, (_seat, seat) => `S${section}-${row + 1}-${seat + 1}`),
      ),
    ).flat(2);
    const all = random.shuffled(labels);
    const bowl = new BowlOnSale(url, people, id, all.slice(all.length / 2));
    for (let at = 0; at < all.length / 2; at += SEATS_OF_BLOCK)
      await bowl.#block(all.slice(at, Math.min(all.length / 2, at + SEATS_OF_BLOCK)));
    return bowl;
  }

  /** Takes 300 seats off sale, and back. Between the two, and after, is what follows them. */
  async change(followed: () => Promise<void>): Promise<void> {
    const id = await this.#block(this.#changing);
    await followed();
    const path = `/v1/events/${this.id}/blocks/${id}`;
    await askPatiently(this.#url, path, await organizerOf(this.#people), undefined, 'DELETE');
    await followed();
  }

  /** Sells two seats to somebody: by name, so that a long sale does not end where a section does. @returns whether they were had */
  async sell(buyer: SignedInUser): Promise<boolean> {
    const seats = this.#onSale.splice(0, BOUGHT);
    if (seats.length < BOUGHT) return false;
    return askPatiently(
      this.#url,
      `/v1/events/${this.id}/orders`,
      buyer,
      { seats },
      'POST',
      `sell-${this.#keys++}`,
    ).then(
      () => true,
      () => false,
    );
  }

  async #block(seats: readonly string[]): Promise<string> {
    const path = `/v1/events/${this.id}/blocks`;
    const key = `block-${this.#keys++}`;
    const organizer = await organizerOf(this.#people);
    return (await askPatiently<{ id: string }>(this.#url, path, organizer, { seats }, 'POST', key)).id;
  }
}

async function organizerOf(people: () => Promise<readonly SignedInUser[]>): Promise<SignedInUser> {
  const [organizer] = await people();
  if (!organizer) throw new Error('there is nobody');
  return organizer;
}

const EVENT = {
  title: 'Fifty thousand',
  description: 'A bowl.',
  category: 'concert',
  startsAt: '2031-05-14T18:30:00Z',
  endsAt: '2031-05-14T22:00:00Z',
  currency: 'EUR',
  venue: { name: 'Bowl', city: 'Lisbon', country: 'Portugal', timeZone: 'Europe/Lisbon' },
  priceCategories: PRICES.map((priceCents, index) => ({ id: `P${index}`, name: `Category ${index + 1}`, priceCents })),
  chart: {
    sections: Array.from({ length: SECTIONS }, (_, index) => ({
      id: `S${index}`,
      name: `Block ${index + 1}`,
      kind: 'seated',
      priceCategory: `P${index % PRICES.length}`,
      rows: Array.from({ length: ROWS }, (_row, row) => ({ label: String(row + 1), seats: SEATS })),
    })),
  },
};

/** Who is told to wait waits. @throws Error for any other refusal */
export async function askPatiently<Answer>(
  url: string,
  path: string,
  { token }: SignedInUser,
  body?: object,
  method = 'POST',
  key?: string,
): Promise<Answer> {
  const headers = {
    authorization: `Bearer ${token}`,
    ...(body && { 'content-type': 'application/json' }),
    ...(key !== undefined && { 'idempotency-key': key }),
  };
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    const sent = { method, headers, ...(body && { body: JSON.stringify(body) }), signal: AbortSignal.timeout(30_000) };
    const answer = await fetch(url + path, sent);
    const text = await answer.text();
    if (answer.ok) return (text === '' ? undefined : JSON.parse(text)) as Answer;
    const after = Number(answer.headers.get('retry-after') ?? Number.NaN);
    if (Number.isNaN(after) || performance.now() > until)
      throw new Error(`${method} ${path} was answered ${answer.status}: ${text.slice(0, 300)}`);
    await new Promise((resolve) => setTimeout(resolve, after * 1_000 + 50));
  }
}
