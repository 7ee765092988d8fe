/** The lines of the table: what is compared with what, and the targets that were set for it. */
import { capabilities } from '../../../../functions/capabilities.ts';
import { ratioOf, spreadOf, type Take } from './comparison.ts';
import type { LoadFigures } from '../load/load-figures.ts';
import type { PartName } from '../part-names.ts';
import { MOVE_TARGETS } from './move-targets.ts';
import { PAGE_TARGETS } from './page-targets.ts';
import type { Bounds, BenchTarget } from './bench-targets.ts';

/** CPU of an order in all processes together. */
export const orderCpuUs = (figures: LoadFigures): number =>
  (figures['nodeUs'] ?? 0) + (figures['mariadbUs'] ?? 0) + (figures['redisUs'] ?? 0);

const FUNCTIONS = capabilities.map(({ name }) => name);

const WHOLE = 'whole, named seats, 64 callers, one event';
const FROM_ZERO = `${WHOLE}, all from zero`;

const atLeast = (must: number, stretch: number): Bounds => ({ atLeast: true, must, stretch });
const atMost = (must: number, stretch: number): Bounds => ({ atLeast: false, must, stretch });

/** A ratio of two variants. */
function ratio(
  part: PartName,
  what: string,
  [variant, to]: readonly [string, string | readonly string[]],
  take: Take,
  more: Pick<BenchTarget, 'bounds' | 'cores'> = {},
): BenchTarget {
  return { part, what, unit: '×', measure: (measured) => ratioOf(measured, variant, to, take), ...more };
}

const book = (callers = '64 callers', events = 'one event'): string => `book, ${callers}, ${events}`;
const usual = (callers = '64 callers', events = 'one event'): string => `the usual way, ${callers}, ${events}`;
const against = (other: string): [string, string] => [book(), other];
const HUNDRED = 'a hundred events';

const orders: readonly BenchTarget[] = [
  ratio('orders', 'orders/s against the usual way, 64 callers, one event', against(usual()), 'perSecond', {
    bounds: atLeast(6, 12),
  }),
  ratio(
    'orders',
    'CPU of an order in book that tells, against one that does not',
    ['book that tells, 64 callers, one event', book()],
    'nodeUs',
    {
      bounds: atMost(1.03, 1.01),
    },
  ),
  ratio('orders', 'orders/s against the limit harness', against('limit harness, 64 callers, one event'), 'perSecond', {
    bounds: atLeast(0.65, 0.8),
  }),
  ratio('orders', 'p99 against the usual way', against(usual()), 'p99Ms', { bounds: atMost(0.1, 0.06) }),
  ratio(
    'orders',
    'a lone order’s p50 against one plain round-trip transaction',
    [book('1 caller'), 'plain transaction, 1 caller'],
    'p50Ms',
    { bounds: atMost(2, 1.6) },
  ),
  ratio(
    'orders',
    'a lone order’s p50 against a hello, a hold and a plain transaction in turn',
    [book('1 caller'), ['our hello POST, 1 caller', 'hold in Redis, 1 caller', 'plain transaction, 1 caller']],
    'p50Ms',
  ),
  ratio(
    'orders',
    'the usual way’s lone p50 against one plain round-trip transaction',
    [usual('1 caller'), 'plain transaction, 1 caller'],
    'p50Ms',
  ),
  ratio('orders', 'CPU of an order in all processes against the usual way', against(usual()), orderCpuUs),
  ratio(
    'orders',
    'CPU of an order in all processes against the limit harness',
    against('limit harness, 64 callers, one event'),
    orderCpuUs,
  ),
  ratio(
    'orders',
    'orders/s against the usual way, 64 callers, a hundred events',
    [book('64 callers', HUNDRED), usual('64 callers', HUNDRED)],
    'perSecond',
    { bounds: atLeast(8, 12) },
  ),
  ratio(
    'orders',
    'orders/s against the usual way, 512 callers, one event',
    [book('512 callers'), usual('512 callers')],
    'perSecond',
  ),
  ratio(
    'orders',
    'orders/s against the usual way, 512 callers, a hundred events',
    [book('512 callers', HUNDRED), usual('512 callers', HUNDRED)],
    'perSecond',
  ),
  ratio(
    'orders',
    'orders/s against a hello on the stock framework',
    against('stock hello POST, 64 callers'),
    'perSecond',
  ),
  ratio('orders', 'orders/s against a hello in our host', against('our hello POST, 64 callers'), 'perSecond'),
  ratio('orders', 'orders/s against the database alone', against('database ceiling, 64 callers'), 'perSecond'),
];

const STOCK_POST = 'stock framework, hello POST';
const STOCK_GET = 'stock framework, hello GET';

const hosts: readonly BenchTarget[] = [
  ratio(
    'hosts',
    'hello POST of our host and endpoint against stock',
    ['our host and endpoint, hello POST', STOCK_POST],
    'perSecond',
    {
      bounds: atLeast(1.8, 2.5),
    },
  ),
  ratio('hosts', 'hello POST of our host alone against stock', ['our host alone, hello POST', STOCK_POST], 'perSecond'),
  ratio(
    'hosts',
    'hello GET of our host and endpoint against stock',
    ['our host and endpoint, hello GET', STOCK_GET],
    'perSecond',
  ),
  ratio('hosts', 'browsing against the stock hello GET', ['event-global, browsing', STOCK_GET], 'perSecond'),
  ratio('hosts', 'details against the stock hello GET', ['event-detail, an event', STOCK_GET], 'perSecond'),
];

const cold: readonly BenchTarget[] = [
  ...FUNCTIONS.map((name) =>
    ratio(
      'cold',
      `cold start of ${name} against unbundled`,
      [`${name}, bundled, alive`, `${name}, unbundled, alive`],
      'ms',
      {
        bounds: atMost(0.45, 0.3),
      },
    ),
  ),
  ...FUNCTIONS.map((name) =>
    ratio('cold', `cold start of ${name} against bare node:http`, [`${name}, bundled, alive`, 'bare node:http'], 'ms', {
      bounds: atMost(3, 2),
    }),
  ),
  ...FUNCTIONS.map((name) =>
    ratio(
      'cold',
      `CPU of a cold start of ${name} against bare node:http`,
      [`${name}, bundled, alive`, 'bare node:http'],
      'cpuMs',
      { bounds: atMost(3, 2) },
    ),
  ),
  ratio(
    'cold',
    'cold start to the first confirmed order, against unbundled',
    ['book, bundled, first real answer', 'book, unbundled, first real answer'],
    'ms',
    { bounds: atMost(0.45, 0.3) },
  ),
  ratio(
    'cold',
    'cold start of book against unbundled plain JavaScript',
    ['book, bundled, alive', 'book, unbundled, plain JavaScript, alive'],
    'ms',
  ),
];

const relay: readonly BenchTarget[] = ['RabbitMQ through the ingress', 'a bare sink'].map((to) =>
  ratio(
    'relay',
    `outbox relay to ${to}, events/s against orders/s`,
    [`relay to ${to}`, 'orders, published to a bare sink'],
    'perSecond',
    {
      bounds: atLeast(1.5, 3),
    },
  ),
);

const grown = (what: string, pair: [string, string], bounds?: Bounds): BenchTarget =>
  ratio('growth', `cost of an order ${what}`, pair, orderCpuUs, bounds && { bounds });

const growth: readonly BenchTarget[] = [
  grown('at 10⁶ sold seats against 10³', ['10⁶ sold seats', '10³ sold seats'], atMost(1.15, 1.05)),
  grown('at 10⁵ sold seats against 10³', ['10⁵ sold seats', '10³ sold seats']),
  grown('with 10⁵ events against 10²', ['10⁵ events', '10² events']),
  grown('with 64 shards in the map against 2', ['64 shards in the map', '2 shards in the map'], atMost(1.15, 1.05)),
];

const shards: readonly BenchTarget[] = [
  ratio(
    'shards',
    'two processes on two shards against one',
    ['two processes, two shards', 'one process, one shard'],
    'perSecond',
    { bounds: atLeast(1.6, 1.9), cores: 4 },
  ),
];

const availability: readonly BenchTarget[] = [
  {
    what: 'availability of 50,000 seats, on the wire (compact, gzip)',
    part: 'availability',
    unit: 'KB',
    bounds: atMost(25, 10),
    measure: (measured) => spreadOf(measured, 'compact, gzip', (figures) => (figures['bytes'] ?? 0) / 1_000),
  },
  {
    what: 'availability of 50,000 seats, p50 right after a change',
    part: 'availability',
    unit: 'ms',
    bounds: atMost(5, 1),
    measure: (measured) => spreadOf(measured, 'compact, gzip, changed each time', 'p50Ms'),
  },
  {
    what: 'availability of 50,000 seats, p50 when nothing changed',
    part: 'availability',
    unit: 'ms',
    measure: (measured) => spreadOf(measured, 'compact, gzip', 'p50Ms'),
  },
];

const wholeMs = (what: string, figure: string, bounds: Bounds): BenchTarget => ({
  part: 'whole',
  what,
  unit: 'ms',
  bounds,
  measure: (measured) =>
    spreadOf(measured, WHOLE, (figures) => (figures[figure] ?? NaN) / (figure.endsWith('Us') ? 1_000 : 1)),
});

const whole: readonly BenchTarget[] = [
  wholeMs('CPU of a whole order, 64 callers', 'orderUs', atMost(1.8, 1)),
  ratio(
    'whole',
    'whole orders/s against book alone',
    [WHOLE, 'book alone, named seats, 64 callers, one event'],
    'perSecond',
    {
      bounds: atLeast(0.25, 0.4),
    },
  ),
  ratio(
    'whole',
    'whole orders/s against a whole in the usual way',
    [WHOLE, 'the usual whole, named seats, 64 callers, one event'],
    'perSecond',
  ),
  {
    part: 'whole',
    what: 'processes started by a burst of 64 callers, all from zero',
    unit: '',
    bounds: atMost(4, 3),
    measure: (measured) => spreadOf(measured, FROM_ZERO, 'started'),
  },
  wholeMs('an order made → its record, p99, selling flat out', 'recordP99Ms', atMost(2_000, 500)),
  wholeMs('an order made → the browse figure, p99, selling flat out', 'browseP99Ms', atMost(10_000, 3_000)),
];

/** All lines, part by part. */
export const TARGETS: readonly BenchTarget[] = [
  ...orders,
  ...whole,
  ...hosts,
  ...cold,
  ratio('warm', 'first buyer, pods standing by', ['warm has seen the sale', 'nothing stands by'], 'all'),
  ...relay,
  ...growth,
  ...shards,
  ...MOVE_TARGETS,
  ...availability,
  ...PAGE_TARGETS,
];
