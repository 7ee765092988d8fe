/** Everybody at once: each device's visit runs by itself, and the sale is over when all have left. */
import type { RunningSale } from './sale-device.ts';
import type { BuyerPlan } from '../crowd-plan.ts';
import { count } from '../record.ts';
import type { SaleSettings } from '../sale-settings.ts';
import { BuyerVisit } from './visit.ts';

/** Runs all visits. Resolves when all have ended; stopping the sale ends them at their next step. */
export async function letCrowdIn(
  sale: RunningSale,
  settings: SaleSettings,
  plans: readonly BuyerPlan[],
): Promise<void> {
  await Promise.all(
    plans.flatMap(({ buyer, party, devices }) => {
      const account = { buyer, party, hasBought: false };
      return devices.map(async (plan) =>
        count(sale.record.endings, await new BuyerVisit(sale, settings, account, plan).run()),
      );
    }),
  );
}

const WATCH_MS = 500;
/** So long the sale goes on when all is sold: who comes then finds nothing, and is to find it quickly. */
const AFTERMATH_MS = 5_000;

/** Watches the counts as one who looks at the map twice a second. Resolves when all has been sold for a while. */
export async function watchCounts({ client, clock, eventId, hall, record }: RunningSale): Promise<void> {
  const path = `/v1/events/${eventId}/availability?seats=compact`;
  let soldOutMs = Infinity;
  for (let dueMs = clock.now(); !clock.isStopped && dueMs < soldOutMs + AFTERMATH_MS; dueMs += WATCH_MS) {
    await clock.at(dueMs);
    const { status, body, endedMs } = await client.ask({ method: 'GET', path }, Math.max(dueMs, clock.now()));
    if (status !== 200) continue;
    record.seen.push({ ms: endedMs, ...body.counts });
    if (body.counts.sold === hall.seating.total) soldOutMs = Math.min(soldOutMs, endedMs);
  }
}
