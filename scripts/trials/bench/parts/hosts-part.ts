/** What hosting costs: hellos in our host and on the stock framework, and what browsing and details come to beside it. */
import { keepListing } from '../../../../functions/event-global/store.ts';
import { firstVersion, eventMessageData } from '../../../../functions/publish/event-versions.ts';
import { newId } from '../../../../functions/shared/ids.ts';
import type { Pool } from '../../../../functions/shared/mysql/pool.ts';
import { openTestBed } from '../scene/test-bed.ts';
import { drive, figuresOf } from '../load/drive.ts';
import { requestBytes } from '../load/job.ts';
import type { OpenPart, Variant } from '../part.ts';
import type { Options } from '../options.ts';
import { type Program, startProgram } from '../scene/measured-program.ts';
import type { BenchRun } from '../scene/bench-run.ts';
import { eventIn, insertEvents, THEATRE } from '../scene/bench-events.ts';
import { startHello, startOwn, startStock } from '../scene/start-programs.ts';
import { setUp } from '../scene/undo.ts';

const CALLERS = 64;
const LISTINGS = { usual: 2_000, quick: 200 };
const DETAILS = 100;
const TOWNS = ['Lisbon', 'Porto', 'Faro', 'Braga', 'Coimbra'];
const KINDS = ['music', 'theatre', 'talks', 'dance'];
/** What people ask: the next events, those of a kind, of a town, with a word. */
const BROWSES = ['', '?category=music', '?city=Lisbon', '?q=strings'];

const POST = [requestBytes('POST', '/v1/hello', { 'idempotency-key': 'bench-0' }, { seats: ['S1-1-1', 'S1-1-2'] })];
const GET = [requestBytes('GET', '/v1/hello')];

const stop = (program: Program): Promise<void> => program.stop();

/** Sets up the hellos, event-global with listings, event-detail with events. */
export function openHosts(run: BenchRun, options: Options): Promise<OpenPart> {
  return setUp(async (undo) => {
    const testBed = undo.add(await openTestBed(run, { shards: ['e0', 'catalog'] }), (open) => open.close());
    await list(testBed.pool('catalog'), options.quick ? LISTINGS.quick : LISTINGS.usual);
    const events = await insertEvents(testBed.pool('e0'), THEATRE, DETAILS);
    const stock = undo.add(await startStock(run, 'stock-hello', 'hello'), stop);
    const ours = undo.add(await startHello(run, 'hello'), stop);
    const host = undo.add(await startHello(run, 'bare-host'), stop);
    const bare = undo.add(await startOwn(run, 'bare-hello.cjs'), stop);
    const global = undo.add(await startProgram(await testBed.service('event-global')), stop);
    const detail = undo.add(await startProgram(await testBed.service('event-detail-e0')), stop);
    const asked = (name: string, { pid, port }: Program, requests: readonly Buffer[], expect = 200): Variant => ({
      name,
      round: async () => {
        const watch = { node: pid, mariadb: run.pids['mariadb'] ?? 0 };
        const load = { port, requests, again: true, callers: CALLERS, expect, folder: run.folder, watch };
        return figuresOf(await drive({ ...load, ms: options.seconds * 1_000 }));
      },
    });
    return {
      variants: [
        asked('stock framework, hello POST', stock, POST, 201),
        asked('our host and endpoint, hello POST', ours, POST, 201),
        asked('our host alone, hello POST', host, POST, 201),
        asked('bare node:http, POST', bare, POST),
        asked('stock framework, hello GET', stock, GET),
        asked('our host and endpoint, hello GET', ours, GET),
        asked(
          'event-global, browsing',
          global,
          BROWSES.map((query) => requestBytes('GET', `/v1/events${query}`)),
        ),
        asked(
          'event-detail, an event',
          detail,
          events.map((id) => requestBytes('GET', `/v1/events/${id}`)),
        ),
      ],
      notes: [
        `${CALLERS} callers. “Our host and endpoint” does what functions do: a route, a schema for the body, a log line for each answer; the stock framework and “our host alone” do none of that.`,
        `Browsing asks ${BROWSES.length} things in turn, of ${options.quick ? LISTINGS.quick : LISTINGS.usual} listings; details are of ${DETAILS} events, without their charts.`,
      ],
      close: () => undo.all(),
    };
  });
}

async function list(catalog: Pool, count: number): Promise<void> {
  const body = eventIn(THEATRE);
  for (let number = 0; number < count; number++) {
    const venue = { ...body.venue, city: TOWNS[number % TOWNS.length] ?? '' };
    const startsAt = new Date(Date.UTC(2031, 0, 1 + (number % 365), 18)).toISOString();
    const endsAt = new Date(Date.UTC(2031, 0, 1 + (number % 365), 21)).toISOString();
    const category = KINDS[number % KINDS.length] ?? '';
    const event = { ...body, venue, startsAt, endsAt, category, title: `${body.title}, night ${number}` };
    await keepListing(catalog, eventMessageData(firstVersion(event, newId('evt', 1), newId('usr', 1), new Date())));
  }
}
