/** Everyone who watches the seats of one event: each is told what changed since they were told last. */
import { eventText } from '../../shared/http/event-stream.ts';
import type { SeatView, Seen } from '../seat-views.ts';
import { differingSeats } from '../seat-ranges.ts';
import { type Availability, shorterUpdate, type Telling } from '../views.ts';
import type { Closing, Watcher } from './watcher.ts';

/** The watchers of an event. */
export class Feed {
  readonly view: SeatView;
  readonly watchers = new Set<Watcher>();
  /** The state as it was told last. The view's may be newer: others look at it too. */
  #told: Availability;
  #isStale = false;

  constructor(view: SeatView, now: Availability) {
    this.view = view;
    this.#told = now;
  }

  /** What was told last. */
  get version(): number {
    return this.#told.version;
  }

  /** Adds a watcher, telling it first what it does not know. `since` is the version it knows. */
  join(watcher: Watcher, { now, changed }: Seen, since: number | undefined, retryMs: number): void {
    this.watchers.add(watcher);
    const snapshot = this.#snapshot(now);
    const first = since === undefined ? snapshot : shorterUpdate(now, since, changed, snapshot);
    watcher.tell(`retry: ${Math.round(retryMs)}\n${textOf(first)}`);
    if (now.status === 'cancelled') watcher.close('cancelled');
  }

  /** True when somebody else's look has found what was not told yet: of the event itself Redis need not know. */
  get isBehind(): boolean {
    return this.view.latest !== undefined && this.view.latest !== this.#told;
  }

  /** True when the live state could not be seen the last time. */
  get isStale(): boolean {
    return this.#isStale;
  }

  /** Tells everyone what the view has come to know, and everything to those who missed something. */
  tell(): void {
    const [told, now] = [this.#told, this.view.latest];
    if (!now || (now === told && !this.#isStale)) return;
    const snapshot = this.#snapshot(now);
    const isComparable = told.build === now.build && told.chartVersion === now.chartVersion;
    const update = shorterUpdate(now, told.version, isComparable ? differingSeats(told, now) : undefined, snapshot);
    for (const watcher of this.watchers) {
      const { known } = watcher;
      if (known.version === now.version && known.eventVersion >= now.eventVersion && !this.#isStale) continue;
      watcher.tell(textOf(known.version >= told.version ? update : snapshot), now);
    }
    this.#told = now;
    this.#isStale = false;
    if (now.status === 'cancelled') this.close('cancelled');
  }

  /** Gives those who missed something another try. */
  catchUp(): void {
    const behind = [...this.watchers].filter(({ isBehind }) => isBehind);
    if (behind.length === 0) return;
    const snapshot = this.#snapshot(this.#told);
    for (const watcher of behind) watcher.tell(textOf(snapshot), this.#told);
  }

  /** Tells everyone that what they know may be out of date; the next update ends that. */
  tellStale(): void {
    this.#isStale = true;
    const { eventId, status, eventVersion } = this.#told;
    const text = eventText({ event: 'stale', data: { eventId, reason: 'unavailable', status, eventVersion } });
    for (const watcher of this.watchers) watcher.tell(text);
  }

  /** Ends all streams of the event. */
  close(reason: Closing): void {
    for (const watcher of this.watchers) watcher.close(reason);
  }

  #snapshot(now: Availability): Telling {
    return { kind: 'snapshot', version: now.version, content: this.view.snapshot(now, 'compact') };
  }
}

/** Written once for all who get it. */
const texts = new WeakMap<Telling['content'], string>();

function textOf({ kind, version, content }: Telling): string {
  const known = texts.get(content);
  if (known !== undefined) return known;
  const text = eventText({ event: kind, id: version, data: content.plain.toString() });
  texts.set(content, text);
  return text;
}
