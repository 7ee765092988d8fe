import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SeededRandom } from '../seeded-random.ts';
import { hallOf } from './target/hall.ts';
import { type BuyerPlan, drawPlans, fingerprintOf, zipf } from './crowd-plan.ts';
import { compressedMs, type SaleSettings, USUAL } from './sale-settings.ts';

const SECTIONS = ['A', 'B', 'GA'];
const draw = (seed: number, changed: Partial<SaleSettings> = {}): BuyerPlan[] =>
  drawPlans(seed, { ...USUAL, seats: 400, ...changed }, 320, SECTIONS);
const devicesOf = (plans: readonly BuyerPlan[]) => plans.flatMap(({ devices }) => devices);

function shareOf<T>(all: readonly T[], isOne: (one: T) => boolean): number {
  return all.filter(isOne).length / all.length;
}

/** Four standard deviations of a share among 20,000 are at most 0.0142. */
function close(share: number, wanted: number): void {
  expect(Math.abs(share - wanted)).toBeLessThan(0.0142);
}

/** The least and the most. */
function range(values: (number | undefined)[] = []): { least: number | undefined; most: number | undefined } {
  const sorted = values.map((value) => value ?? Number.NaN).toSorted((one, other) => one - other);
  return { least: sorted[0], most: sorted.at(-1) };
}

function stream(name: string): number[] {
  const random = new SeededRandom(name);
  return Array.from({ length: 1_000 }, () => random.next());
}

test('the same seed draws the same plans, another seed others', () => {
  const small = { seats: 20 };
  expect(draw(7, small)).toEqual(draw(7, small));
  expect(fingerprintOf(draw(7, small))).toBe(fingerprintOf(draw(7, small)));
  expect(fingerprintOf(draw(7, small))).not.toBe(fingerprintOf(draw(8, small)));
});

test("a buyer's plan does not depend on how many others come", () => {
  const [few, many] = [draw(3, { 'people-per-ticket': 1 }), draw(3, { 'people-per-ticket': 2 })];
  expect(few).toHaveLength(400);
  expect(many.slice(0, 400)).toEqual(few);
});

test('a share that is changed leaves what else a buyer does as it was', () => {
  const [before, after] = [draw(3, { seats: 20 }), draw(3, { seats: 20, abandoned: 0 })];
  expect(devicesOf(after).every(({ decision }) => decision === 'buys')).toBe(true);
  const rest = (plans: BuyerPlan[]) => devicesOf(plans).map((device) => ({ ...device, decision: undefined }));
  expect(rest(after)).toEqual(rest(before));
});

test('the shares are hit: parties, devices, ways, holds abandoned, who waits, who stays', () => {
  const plans = draw(11);
  const devices = devicesOf(plans);
  expect(plans).toHaveLength(20_000);
  close(
    shareOf(plans, ({ party }) => party === 1),
    0.12,
  );
  close(
    shareOf(plans, ({ party }) => party === 2),
    0.5,
  );
  for (const size of [3, 4, 5, 6])
    close(
      shareOf(plans, ({ party }) => party === size),
      0.38 / 4,
    );
  close(
    shareOf(plans, (plan) => plan.devices.length === 2),
    0.1,
  );
  close(
    shareOf(plans, (plan) => plan.devices.length === 3),
    0.02,
  );
  close(
    shareOf(plans, (plan) => plan.devices[0]?.pressesMs !== undefined),
    0.25,
  );
  close(
    shareOf(devices, ({ way }) => way === 'named'),
    0.6,
  );
  close(
    shareOf(devices, ({ direct }) => direct),
    0.25,
  );
  close(
    shareOf(devices, ({ decision }) => decision !== 'buys'),
    0.43,
  );
  close(
    shareOf(devices, ({ decision }) => decision === 'releases'),
    0.43 * 0.4,
  );
  close(
    shareOf(devices, ({ stays }) => stays),
    0.05,
  );
});

test('who waits comes before T0 and presses after it, or two seconds too early; the others come after it', () => {
  const devices = devicesOf(draw(5));
  const [waiting, others] = [true, false].map((is) =>
    devices.filter(({ pressesMs }) => (pressesMs !== undefined) === is),
  );
  const early = range(waiting?.map(({ arrivesMs }) => arrivesMs));
  expect(early.least).toBeGreaterThanOrEqual(-compressedMs(USUAL, 'early-seconds'));
  expect(early.most).toBeLessThanOrEqual(0);
  expect(range(waiting?.map(({ pressesMs }) => pressesMs)).least).toBeGreaterThanOrEqual(-2_000);
  expect(range(others?.map(({ arrivesMs }) => arrivesMs)).least).toBeGreaterThanOrEqual(0);
});

test('steps take 4 to 45 s of life, a tenth of that here', () => {
  const steps = devicesOf(draw(5, { seats: 40 })).flatMap(({ thinkMs }) => thinkMs);
  expect(Math.min(...steps)).toBeGreaterThanOrEqual(4_000 / 10);
  expect(Math.max(...steps)).toBeLessThanOrEqual(45_000 / 10);
  expect(Math.max(...steps) / Math.min(...steps)).toBeGreaterThan(10);
});

test("hot seats follow Zipf's law: rank r as 1/(r+1) to the exponent; an exponent of 0 is even", () => {
  const random = new SeededRandom('zipf');
  const drawn = (exponent: number) => {
    const rank = zipf(100, exponent);
    const counts = Array.from({ length: 100 }, () => 0);
    for (let time = 0; time < 100_000; time++) counts[rank(random.next())]! += 1;
    return counts;
  };
  const hot = drawn(1);
  const harmonic = Array.from({ length: 100 }, (_, rank) => 1 / (rank + 1)).reduce((sum, part) => sum + part);
  for (const rank of [0, 1, 3, 9]) expect(hot[rank]! / 100_000).toBeCloseTo(1 / (rank + 1) / harmonic, 2);
  for (const count of drawn(0)) expect(count).toBeGreaterThan(800);
  expect(zipf(100, 1)(0)).toBe(0);
  expect(zipf(100, 1)(1 - 2 ** -32)).toBe(99);
});

test('any settings within their bounds give plans whose times are numbers and whose ranks exist', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 2 ** 31 - 1 }),
      fc.integer({ min: 10, max: 60 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer({ min: 1, max: 1000 }),
      (seed, seats, share, compress) => {
        const hall = hallOf(seats);
        const settings = { ...USUAL, seats, compress, 'people-per-ticket': 2, waiting: share, hot: 3 * share };
        for (const { devices } of drawPlans(seed, settings, hall.ranking.length, hall.sections))
          for (const device of devices) {
            expect(Number.isFinite(device.arrivesMs)).toBe(true);
            expect(device.startRank).toBeLessThan(hall.ranking.length);
            expect(device.sections.toSorted()).toEqual(SECTIONS);
            expect(device.thinkMs.every((ms) => ms >= 0)).toBe(true);
          }
      },
    ),
    { numRuns: 50 },
  );
});

test('streams of chance: a name decides them, and neighbours have nothing in common', () => {
  expect(stream('1/buyer/1')).toEqual(stream('1/buyer/1'));
  const [one, other] = [stream('1/buyer/1'), stream('1/buyer/2')];
  expect(one.filter((value) => other.includes(value))).toHaveLength(0);
  expect(one.reduce((sum, value) => sum + value) / 1_000).toBeCloseTo(0.5, 1);
  expect(one.every((value) => value >= 0 && value < 1)).toBe(true);
});
