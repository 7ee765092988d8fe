/** The targets, and what this run says of them. */
import { availableParallelism } from 'node:os';
import { ratioOf, type Spread, spreadOf, type Take } from './comparison.ts';
import type { Figures, Measured } from './part.ts';
import type { PartName } from './part-names.ts';

/** A line of the table of targets. */
export interface Target {
  what: string;
  part: PartName;
  /** Whether more is better. */
  atLeast: boolean;
  must: number;
  stretch: number;
  unit: '×' | 'KB' | 'ms';
  /** Cores a machine must have, or the figure says nothing. */
  cores?: number;
  measure: (measured: Measured) => Spread | undefined;
}

/** How a target was met. */
export type Verdict = 'stretch met' | 'must met' | 'not met' | 'not measured' | 'not measurable here';

const ratio =
  (variant: string, to: string, take: Take, takeTo: Take = take) =>
  (measured: Measured) =>
    ratioOf(measured, variant, to, take, takeTo);

/** CPU of an order in all processes together. */
export const orderCpuUs = (figures: Figures): number =>
  (figures['nodeUs'] ?? 0) + (figures['mariadbUs'] ?? 0) + (figures['redisUs'] ?? 0);

const FUNCTIONS = ['book', 'event-detail', 'event-global', 'login', 'order-record', 'publish', 'register', 'verify'];
const BOOK = 'book, 64 callers, one event';
const USUAL = 'the usual way, 64 callers, one event';

/** The lines, in the order of the issue that set them. */
export const TARGETS: readonly Target[] = [
  {
    what: 'orders/s of one book process, 64 callers, one event, against the usual way',
    part: 'orders',
    atLeast: true,
    must: 6,
    stretch: 12,
    unit: '×',
    measure: ratio(BOOK, USUAL, 'perSecond'),
  },
  {
    what: 'the same with a hundred events',
    part: 'orders',
    atLeast: true,
    must: 6,
    stretch: 12,
    unit: '×',
    measure: ratio('book, 64 callers, a hundred events', 'the usual way, 64 callers, a hundred events', 'perSecond'),
  },
  {
    what: 'orders/s against the limit harness, 64 callers, one event',
    part: 'orders',
    atLeast: true,
    must: 0.4,
    stretch: 0.65,
    unit: '×',
    measure: ratio(BOOK, 'limit harness, 64 callers, one event', 'perSecond'),
  },
  {
    what: 'p99 against the usual way, 64 callers, one event',
    part: 'orders',
    atLeast: false,
    must: 0.15,
    stretch: 0.06,
    unit: '×',
    measure: ratio(BOOK, USUAL, 'p99Ms'),
  },
  {
    what: 'a lone order’s p50 against one plain round-trip transaction',
    part: 'orders',
    atLeast: false,
    must: 1.25,
    stretch: 1.05,
    unit: '×',
    measure: ratio('book, 1 caller, one event', 'plain transaction, 1 caller', 'p50Ms'),
  },
  {
    what: 'hello POST of our bundled host and endpoint against the stock framework',
    part: 'hosts',
    atLeast: true,
    must: 1.8,
    stretch: 2.5,
    unit: '×',
    measure: ratio('our host and endpoint, hello POST', 'stock framework, hello POST', 'perSecond'),
  },
  ...FUNCTIONS.map((name): Target => ({
    what: `cold start of ${name}, bundled against unbundled`,
    part: 'cold',
    atLeast: false,
    must: 0.45,
    stretch: 0.3,
    unit: '×',
    measure: ratio(`${name}, bundled, alive`, `${name}, unbundled, alive`, 'ms'),
  })),
  ...FUNCTIONS.map((name): Target => ({
    what: `cold start of ${name}, bundled against bare node:http`,
    part: 'cold',
    atLeast: false,
    must: 3,
    stretch: 2,
    unit: '×',
    measure: ratio(`${name}, bundled, alive`, 'bare node:http', 'ms'),
  })),
  {
    what: 'cold start to the first confirmed order, against unbundled',
    part: 'cold',
    atLeast: false,
    must: 0.45,
    stretch: 0.3,
    unit: '×',
    measure: ratio('book, bundled, first real answer', 'book, unbundled, first real answer', 'ms'),
  },
  ...(['RabbitMQ through the ingress', 'a bare sink'] as const).map((to): Target => ({
    what: `outbox relay to ${to}, events/s against orders/s`,
    part: 'relay',
    atLeast: true,
    must: 1.5,
    stretch: 3,
    unit: '×',
    measure: ratio(`relay to ${to}`, 'orders, told to a bare sink', 'perSecond'),
  })),
  {
    what: 'cost of an order at 10⁶ sold seats against 10³',
    part: 'growth',
    atLeast: false,
    must: 1.15,
    stretch: 1.05,
    unit: '×',
    measure: ratio('10⁶ sold seats', '10³ sold seats', orderCpuUs),
  },
  {
    what: 'cost of an order with 64 shards in the map against 2',
    part: 'growth',
    atLeast: false,
    must: 1.15,
    stretch: 1.05,
    unit: '×',
    measure: ratio('64 shards in the map', '2 shards in the map', orderCpuUs),
  },
  {
    what: 'two processes on two shards against one',
    part: 'shards',
    atLeast: true,
    must: 1.6,
    stretch: 1.9,
    unit: '×',
    cores: 4,
    measure: ratio('two processes, two shards', 'one process, one shard', 'perSecond'),
  },
  {
    what: 'availability of 50,000 seats, on the wire (compact, gzip)',
    part: 'availability',
    atLeast: false,
    must: 25,
    stretch: 10,
    unit: 'KB',
    measure: (measured) => spreadOf(measured, 'compact, gzip', (figures) => (figures['bytes'] ?? 0) / 1_000),
  },
  {
    what: 'availability of 50,000 seats, p50 as a caller sees it after a change',
    part: 'availability',
    atLeast: false,
    must: 5,
    stretch: 1,
    unit: 'ms',
    measure: (measured) => spreadOf(measured, 'compact, gzip, changed each time', 'p50Ms'),
  },
];

/** A target with what was found. */
export interface Line extends Target {
  found: Spread | undefined;
  verdict: Verdict;
}

/** Every target of the parts that were run. */
export function judge(results: ReadonlyMap<PartName, Measured>, targets: readonly Target[] = TARGETS): Line[] {
  return targets
    .filter(({ part }) => results.has(part))
    .map((target) => {
      const found = target.measure(results.get(target.part) ?? {});
      return { ...target, found, verdict: verdictOf(target, found) };
    });
}

function verdictOf({ atLeast, must, stretch, cores = 1 }: Target, found: Spread | undefined): Verdict {
  if (!found) return 'not measured';
  if (availableParallelism() < cores) return 'not measurable here';
  const meets = (bound: number): boolean => (atLeast ? found.median >= bound : found.median <= bound);
  return meets(stretch) ? 'stretch met' : meets(must) ? 'must met' : 'not met';
}
