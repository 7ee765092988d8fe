/** The end of a sale: what is left of some events is bought, so that exactly their stock must be sold. */
import type { ProofBuyer } from '../people/proof-buyer.ts';
import { setRedisClock } from '../faults/clock-faults.ts';
import { gatherSales } from '../evidence/gather.ts';
import { capacityOf, type ProofEvent } from '../evidence/proof-events.ts';
import { endPools, type System } from '../attack/attacked-system.ts';

/** Longer than any hold or claim for an order lasts. */
const ALL_HOLDS_OVER_S = 4_000;
const SELL_PASSES = 3;

/** Buys what is left of the events that are to sell out, once all holds have ended. */
export async function sellOut(
  system: System,
  events: readonly ProofEvent[],
  buyers: readonly ProofBuyer[],
): Promise<void> {
  await setRedisClock(system, ALL_HOLDS_OVER_S);
  const databases = system.databases();
  try {
    for (let pass = 0; pass < SELL_PASSES; pass++) {
      const { claims } = await gatherSales(
        databases,
        events.map(({ id }) => id),
      );
      const taken = new Set(claims.map(({ event, seat }) => `${event} ${seat}`));
      const lots = events
        .filter(({ sellsOut }) => sellsOut)
        .flatMap((event) => pairs(freeSeats(event, taken)).map((seats) => ({ event, seats })));
      if (lots.length === 0) return;
      await Promise.all(
        buyers.map(async (buyer, index) => {
          for (const { event, seats } of lots.filter((_, lot) => lot % buyers.length === index))
            await buyer.buy(event, seats);
        }),
      );
    }
  } finally {
    await endPools(databases);
    await setRedisClock(system, 0);
  }
}

function freeSeats(event: ProofEvent, taken: ReadonlySet<string>): number[] {
  return Array.from({ length: capacityOf(event) }, (_, seat) => seat).filter(
    (seat) => !taken.has(`${event.id} ${seat}`),
  );
}

function pairs(seats: readonly number[]): number[][] {
  return Array.from({ length: Math.ceil(seats.length / 2) }, (_, index) => seats.slice(index * 2, index * 2 + 2));
}
