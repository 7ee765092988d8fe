/** One sale from beginning to end: a target, a crowd, the checks, the report. */
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { figureText } from '../report/figures.ts';
import { writeReport } from '../report/report-file.ts';
import { checkByApi, checkByDatabase } from './results/sale-checks.ts';
import { STOPPED } from '../../cli/main.ts';
import { SaleClient } from './sale-client.ts';
import { SaleClock } from './clock.ts';
import { letCrowdIn, watchCounts } from './people/crowd.ts';
import type { RunningSale } from './people/sale-device.ts';
import { type SaleFigures, figuresOf } from './results/sale-figures.ts';
import { type SaleHall, hallOf } from './target/hall.ts';
import { commandOf, type Options } from './options.ts';
import { openOwnTarget } from './target/own-target.ts';
import { type BuyerPlan, drawPlans, fingerprintOf } from './crowd-plan.ts';
import { showProgress } from './results/sale-progress.ts';
import { SaleRecord } from './record.ts';
import { pageOf } from './results/sale-report.ts';
import { KnownSeatMaps } from './people/seat-maps.ts';
import { compressedMs } from './sale-settings.ts';
import type { SaleCheck, SaleTarget } from './target/target.ts';
import { openUrlTarget } from './target/url-target.ts';
import { plural } from '../../../functions/shared/plural.ts';

/** Nobody may have more than the largest party wants, on however many devices. */
const LIMIT = 6;
/** Between publishing and the first who open the page. */
const LEAD_MS = 3_000;

/** How a sale went. */
interface Result {
  figures: SaleFigures;
  files: { html: string; json: string };
  wasStopped: boolean;
}

/**
 * Holds the sale, and says how it went.
 * @param stop ends it early, with a report of what was
 * @returns the exit code
 * @throws Fault when it cannot be held
 */
export async function holdSale(options: Options, stop: AbortSignal): Promise<number> {
  const result = await sell(options, console.error, stop);
  for (const line of resultLines(result)) console.log(line);
  if (result.figures.checks.some(({ ok }) => !ok)) return 1;
  return result.wasStopped ? STOPPED : 0;
}

async function sell(options: Options, say: (line: string) => void, stop: AbortSignal): Promise<Result> {
  const { settings, seed } = options;
  const busyBefore = loadavg()[0] ?? 0;
  const hall = hallOf(settings.seats);
  const plans = drawPlans(seed, settings, hall.ranking.length, hall.sections);
  say(
    `seed ${seed}: ${plural(plans.length, 'buyer')} for ${plural(settings.seats, 'seat')}; to repeat: ${commandOf(options)}`,
  );
  const holdSeconds = Math.max(1, Math.round(compressedMs(settings, 'hold-seconds') / 1_000));
  const target = options.url
    ? await openUrlTarget({ ...options, url: options.url }, say, stop)
    : await openOwnTarget({ processes: options.processes, holdSeconds }, say, stop);
  try {
    target.facts.push(['Load average before', busyBefore.toFixed(1)]);
    return await saleOn(target, options, plans, hall, stop);
  } finally {
    await target.close();
  }
}

async function saleOn(
  target: SaleTarget,
  options: Options,
  plans: readonly BuyerPlan[],
  hall: SaleHall,
  stop: AbortSignal,
): Promise<Result> {
  const { settings, seed, sockets, timeoutMs } = options;
  await target.prepareBuyers(plans.length);
  const over = new AbortController();
  const ending = AbortSignal.any([stop, over.signal]);
  const clock = new SaleClock(compressedMs(settings, 'early-seconds') + LEAD_MS, ending);
  const client = new SaleClient({ url: target.url, clock, sockets, timeoutMs });
  const record = new SaleRecord();
  const eventId = await target.publish(eventOf(hall, clock.t0));
  await client.connect(`/v1/events/${eventId}`);
  const { token } = target;
  const sale: RunningSale = {
    client,
    clock,
    record,
    hall,
    maps: new KnownSeatMaps(hall.seating.total),
    eventId,
    seed,
    holdMs: target.holdMs,
    signal: ending,
    token,
  };
  const devices = plans.reduce((sum, plan) => sum + plan.devices.length, 0);
  const progress = showProgress(record, clock, { seats: settings.seats, devices });
  try {
    const crowd = letCrowdIn(sale, settings, plans);
    const watching = watchCounts(sale);
    await Promise.race([crowd, watching, target.broken]);
    over.abort();
    await Promise.all([crowd, watching]);
  } finally {
    over.abort();
    progress.end();
  }
  const wasStopped = stop.aborted;
  const demand = plans.reduce((sum, { party }) => sum + party, 0);
  const sold = {
    calls: record.calls,
    eventId,
    seats: settings.seats,
    wasStopped,
    mustSellOut:
      wasStopped || demand < settings.seats ? undefined : target.databases ? ('sold' as const) : ('not free' as const),
  };
  const checks = await checksOf(target, client, clock, sold);
  client.close();
  const figures = figuresOf(record, hall.seating, checks, target.clockSlackMs);
  const facts = factsOf(target, options, plans, clock.t0);
  const page = pageOf({ figures, record, settings, facts, wasStopped });
  const json = {
    at: clock.t0.toISOString(),
    seed,
    plan: fingerprintOf(plans),
    command: commandOf(options),
    wasStopped,
    settings,
    facts: Object.fromEntries(facts),
    ...figures,
  };
  return { figures, wasStopped, files: await writeReport('sale', clock.t0, page, json, options.out) };
}

async function checksOf(
  target: SaleTarget,
  client: SaleClient,
  clock: SaleClock,
  sold: Parameters<typeof checkByApi>[2],
): Promise<SaleCheck[]> {
  const checks = await checkByApi(client, clock.now(), sold);
  if (target.databases) checks.push(...(await checkByDatabase(target.databases, sold)));
  return checks;
}

function eventOf({ chart }: SaleHall, t0: Date): Record<string, unknown> {
  const years = (count: number) => new Date(t0.getTime() + count * 365 * 86_400_000).toISOString();
  return {
    title: 'A sale that everybody came to',
    category: 'music',
    currency: 'EUR',
    onSaleAt: t0.toISOString(),
    startsAt: years(1),
    endsAt: years(1.001),
    limitPerOrder: LIMIT,
    limitPerBuyer: LIMIT,
    venue: { name: 'Old Hall', city: 'Lisbon', country: 'Portugal', timeZone: 'Europe/Lisbon' },
    priceCategories: [
      { id: 'P1', name: 'Stalls', priceCents: 9_000 },
      { id: 'P2', name: 'Balcony', priceCents: 6_000 },
      { id: 'P3', name: 'Standing', priceCents: 4_000 },
    ],
    chart,
  };
}

function factsOf(target: SaleTarget, options: Options, plans: readonly BuyerPlan[], t0: Date): [string, string][] {
  const errors = target.errorLines();
  return [
    ['T0', t0.toISOString()],
    ['Seed', String(options.seed)],
    ['To repeat', commandOf(options)],
    ['Fingerprint of the plans', fingerprintOf(plans)],
    ['Buyers', String(plans.length)],
    ['Devices', String(plans.reduce((sum, { devices }) => sum + devices.length, 0))],
    ...target.facts,
    [
      'Machine',
      `${availableParallelism()} cores, ${cpus()[0]?.model.trim() ?? ''}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}`,
    ],
    ['Callers', `${options.sockets} sockets at most, patience of ${options.timeoutMs / 1_000} s`],
    ...(errors === undefined ? [] : [['Error lines in the system’s log', String(errors)] as [string, string]]),
  ];
}

/** What a sale is said to have been, in lines. */
function resultLines({ figures, files, wasStopped }: Result): string[] {
  const { checks, falseRefusals, latencies } = figures;
  const rate = (kind: 'named' | 'best') =>
    `${falseRefusals[kind].false} of ${falseRefusals[kind].refusals} (${(falseRefusals[kind].share * 100).toFixed(2)} %, ${falseRefusals[kind].open} open)`;
  return [
    wasStopped
      ? `stopped; ${figures.soldSeats} of ${plural(figures.seats, 'seat')} were sold by then`
      : `${figures.soldSeats} of ${plural(figures.seats, 'seat')} sold${figures.soldOutAfterS === null ? '' : `, sold out ${figures.soldOutAfterS.toFixed(1)} s after T0`}`,
    `offered ${plural(figures.offeredRequests, 'request')}, ${figures.offeredPeakPerS} in the busiest second`,
    `false refusals: named seats ${rate('named')}, best available ${rate('best')}`,
    `latency from when due: all p50 ${figureText(latencies.all.p50)} ms, p99 ${figureText(latencies.all.p99)} ms; ` +
      `holds ${figureText(latencies.hold.p50)} / ${figureText(latencies.hold.p99)}; orders ${figureText(latencies.order.p50)} / ${figureText(latencies.order.p99)}`,
    ...checks.map(({ name, ok, detail }) => `${ok ? 'holds ' : 'FAILED'} ${name}: ${detail}`),
    `report: ${files.html}`,
    `figures: ${files.json}`,
  ];
}
