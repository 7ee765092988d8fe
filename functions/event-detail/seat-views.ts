/** What this process knows of the seats of events, checked with the live state at every look. */
import { type Seating, seatingOf } from '../shared/event/chart.ts';
import type { Content } from '../shared/http/content.ts';
import { type StoredEvent, readEvent } from '../shared/event/row.ts';
import type { EventView } from '../shared/event/event-view.ts';
import { type Gate, gate } from '../shared/identity/gate.ts';
import type { Identify } from '../shared/http/call.ts';
import { Memo } from '../shared/memo.ts';
import type { Pool } from '../shared/mysql/pool.ts';
import { Problem, unavailable } from '../shared/problem.ts';
import type { RedisLink } from '../shared/redis/connection.ts';
import { rebuildSeats } from '../shared/seats/rebuild.ts';
import { SingleFlight } from '../shared/single-flight.ts';
import { type Look, readSeats, type Versions } from '../shared/seats/state.ts';
import { type Availability, type Form, Update } from './availability-views.ts';
import { type Seen as SeenBy, visible } from './visible.ts';

const ATTEMPTS = 5;
/** A look frees 500 holds that have ended: these are enough for all that a venue can have. */
const LOOKS = 200;
/** Redis gets to know new versions of an event at once. Should it not, they are seen after this time, unless MySQL is away, too. */
const EVENT_MS = 5_000;
/** Live states that this process builds at a time, and that wait for their turn. */
const BUILDS_AT_ONCE = 4;
const BUILDS_WAITING = 200;
/** Answers to different callers that are remembered of one version. */
const REMEMBERED_CONTENTS = 20;

/** What a look finds: the seats now, and which changed since the version asked about, if that is known. */
export interface SeenState {
  now: Availability;
  changed: readonly number[] | undefined;
}

interface KnownEvent extends Versions, SeenBy {
  /** Unix ms. */
  ends: number;
  seating: Seating;
  /** When it was asked for. */
  readAt: number;
}

/** Whether a look may have the live state of the event built. Throws why not. */
export type MayBuild = (event: { status: EventView['status']; ends: number }) => void;

/** The seats of one event, as this process knows them. */
export class SeatView {
  readonly eventId: string;
  /** Of the shard that has the event: another one once it was moved. */
  pool: Pool;
  readonly #redisLink: RedisLink;
  readonly #onFound: (view: SeatView) => void;
  #event: KnownEvent | undefined;
  readonly #reads = new SingleFlight<KnownEvent>();
  readonly #builds = new SingleFlight<void>();
  readonly #gate: Gate;
  #latest: Availability | undefined;
  #contents = new Memo<Content>(REMEMBERED_CONTENTS);
  /** When the next hold ends, by this process's monotonic clock; Infinity while there is none. */
  holdEndsAt = Infinity;

  /** @param onFound is called when the event was read; @param builds what states are built through */
  constructor(eventId: string, pool: Pool, redisLink: RedisLink, builds: Gate, onFound: (view: SeatView) => void) {
    this.#onFound = onFound;
    this.#gate = builds;
    this.eventId = eventId;
    this.pool = pool;
    this.#redisLink = redisLink;
  }

  /** As of the last look. */
  get latest(): Availability | undefined {
    return this.#latest;
  }

  /**
   * Looks at the live state, rebuilding it as needed.
   * @param since a version whose successors are asked about
   * @param mayBuild is asked before the state is built for this look: whoever finds it being built just waits
   * @throws Problem `event_not_found`; `unavailable` while the live state is; what `mayBuild` throws
   */
  async look(since?: number, mayBuild: MayBuild = () => {}): Promise<SeenState> {
    if (!(await this.#redisLink.ready())) throw unavailable('the live state of the seats', new Error('redis is away'));
    const { redis } = this.#redisLink;
    for (let attempt = 1, looks = 1; attempt <= ATTEMPTS; looks++) {
      const event = await this.#knownEvent();
      const known = this.#latest?.chartVersion === event.chartVersion ? this.#latest : undefined;
      const look = await readSeats(redis, this.eventId, event, { version: known?.version, since }).catch(
        (error: unknown) => {
          throw unavailable('the live state of the seats', error);
        },
      );
      if (typeof look === 'string') {
        this.#event = undefined;
        if (look === 'unready') await this.#build(event, mayBuild);
        attempt++;
      } else if (look.holdEndsInMs !== 0 || looks >= LOOKS) {
        const now = this.#take(event, look, known);
        if (now) return { now, changed: now.version === look.version ? look.changed : undefined };
        attempt++;
      }
    }
    throw unavailable('the live state of the seats', new Error('it keeps changing'));
  }

  /** Lets those pass who may see the event. @throws Problem `event_not_found`; what `identify` throws, where it matters who asks */
  async requireVisible(identify: Identify): Promise<void> {
    const known = await this.#knownEvent().catch(async (error: unknown) => {
      if (error instanceof Problem && error.code === 'event_not_found') await visible(undefined, identify);
      throw error;
    });
    // A draft may have been published since.
    if (known.status === 'draft')
      await visible(await this.#reads.fresh(this.eventId, () => this.#readEvent()), identify);
  }

  /** Whether the event takes place, by MySQL, a few seconds ago at most. @throws Problem `event_not_found` */
  async status(): Promise<EventView['status']> {
    return (await this.#knownEvent()).status;
  }

  async #build(event: KnownEvent, mayBuild: MayBuild): Promise<void> {
    await this.#builds.join(this.eventId, () => {
      mayBuild(event);
      return this.#gate(() => rebuildSeats(this.#redisLink.redis, this.pool, this.eventId));
    });
  }

  /** What is made of the latest version is made once. */
  content<C extends Content>(now: Availability, name: string, make: () => C): C {
    if (now !== this.#latest) return make();
    const known = this.#contents.get(name) as C | undefined;
    const content = known ?? make();
    if (!known) this.#contents.set(name, content);
    return content;
  }

  /** Everything, in the form asked for. */
  snapshot(now: Availability, form: Form): Update {
    return this.content(now, `snapshot ${form}`, () => Update.snapshot(now, form));
  }

  /** @returns undefined when another look has meanwhile replaced what this one counted on */
  #take(event: KnownEvent, look: Look, known: Availability | undefined): Availability | undefined {
    this.holdEndsAt = look.holdEndsInMs === undefined ? Infinity : performance.now() + look.holdEndsInMs;
    const latest = this.#latest;
    // The event may be known to be another while its seats are as they were, or the other way round.
    const { version: eventVersion, status } =
      latest && latest.eventVersion > event.version ? { ...latest, version: latest.eventVersion } : event;
    // Within a build the chart may have grown: the newer one has the seats of both.
    const { seating, chartVersion } =
      latest?.build === look.build && latest.chartVersion > event.chartVersion ? latest : event;
    if (latest && latest.build === look.build && latest.version >= look.version)
      return latest.eventVersion === eventVersion
        ? latest
        : this.#replace({ ...latest, eventVersion, status, seating, chartVersion });
    const maps = look.maps ?? known;
    if (!maps || (!look.maps && known?.version !== look.version)) return undefined;
    const { version, build } = look;
    const { held, sold } = maps;
    return this.#replace({
      eventId: this.eventId,
      version,
      eventVersion,
      status,
      build,
      chartVersion,
      seating,
      held,
      sold,
    });
  }

  #replace(now: Availability): Availability {
    this.#contents = new Memo(REMEMBERED_CONTENTS);
    this.#latest = now;
    return now;
  }

  async #knownEvent(): Promise<KnownEvent> {
    if (this.#event && performance.now() - this.#event.readAt < EVENT_MS) return this.#event;
    return this.#reads.join(this.eventId, () => this.#readEvent());
  }

  async #readEvent(): Promise<KnownEvent> {
    const known = this.#event;
    // What is read may be as old as this.
    const askedAt = performance.now();
    const event = await readEvent(this.pool, this.eventId).catch((error: unknown) => {
      // Redis would know of a newer version, so with MySQL away this one will do.
      if (!known) throw error;
      return 'away' as const;
    });
    if (!event) throw new Problem('event_not_found', 'there is no event with this id');
    const found = event === 'away' ? known : knownOf(event, known);
    this.#event = { ...(found as KnownEvent), readAt: askedAt };
    this.#onFound(this);
    return this.#event;
  }
}

/** @param before what was known of it: its seats need not be numbered again */
function knownOf(event: StoredEvent, before: KnownEvent | undefined): Omit<KnownEvent, 'readAt'> {
  const { version, status, organizerId, chartVersion, chart } = event;
  const seating = before?.chartVersion === chartVersion ? before.seating : seatingOf(chart);
  const ends = Date.parse(event.endsAt);
  return { version, status, organizerId, ends, chartVersion, chart: { since: chart.since }, seating };
}

/** The seatViews of a process: those that were looked at last. Ids without an event take no place among them. */
export class SeatViews {
  readonly #known: Memo<SeatView>;
  readonly #redisLink: RedisLink;
  /** A flush makes many events be built at once: not all of them at the cost of those that are there. */
  readonly #builds = gate(BUILDS_AT_ONCE, BUILDS_WAITING);

  constructor(redisLink: RedisLink, limit: number) {
    this.#redisLink = redisLink;
    this.#known = new Memo(limit);
  }

  of(eventId: string, pool: Pool): SeatView {
    const remember = (view: SeatView): void => this.#known.set(eventId, this.#known.get(eventId) ?? view);
    const known = this.#known.get(eventId);
    if (known) known.pool = pool;
    return known ?? new SeatView(eventId, pool, this.#redisLink, this.#builds, remember);
  }
}
