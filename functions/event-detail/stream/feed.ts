/** Everyone who watches the seats of one event: each gets what has changed since what was sent to them last. */
import { eventText } from '../../shared/http/event-stream.ts';
import type { SeatView, SeenState } from '../seat-views.ts';
import { differingSeats } from '../seat-ranges.ts';
import { type Availability, shorterUpdate, type Update } from '../availability-views.ts';
import type { Closing, Watcher } from './watcher.ts';

/** The watchers of an event. */
export class AvailabilityFeed {
  readonly view: SeatView;
  readonly watchers = new Set<Watcher>();
  /** The state as it was sent last. The view's may be newer: others look at it too. */
  #sent: Availability;
  #isStale = false;

  constructor(view: SeatView, now: Availability) {
    this.view = view;
    this.#sent = now;
  }

  /** Of the state that was sent last. */
  get version(): number {
    return this.#sent.version;
  }

  /** Adds a watcher, which gets what it does not know first. `since` is the version it knows. */
  join(watcher: Watcher, { now, changed }: SeenState, since: number | undefined, retryMs: number): void {
    this.watchers.add(watcher);
    const snapshot = this.#snapshot(now);
    const first = since === undefined ? snapshot : shorterUpdate(now, since, changed, snapshot);
    watcher.send(`retry: ${Math.round(retryMs)}\n${first.text}`);
    if (now.status === 'cancelled') watcher.close('cancelled');
  }

  /** True when somebody else's look has found what was not sent yet: of the event itself Redis need not know. */
  get isBehind(): boolean {
    return this.view.latest !== undefined && this.view.latest !== this.#sent;
  }

  /** True when the live state could not be seen the last time. */
  get isStale(): boolean {
    return this.#isStale;
  }

  /** Sends everyone what the view has come to know, and everything to those who missed something. */
  send(): void {
    const [sent, now] = [this.#sent, this.view.latest];
    if (!now || (now === sent && !this.#isStale)) return;
    const snapshot = this.#snapshot(now);
    const isComparable = sent.build === now.build && sent.chartVersion === now.chartVersion;
    const update = shorterUpdate(now, sent.version, isComparable ? differingSeats(sent, now) : undefined, snapshot);
    for (const watcher of this.watchers) {
      const { known } = watcher;
      if (known.version === now.version && known.eventVersion >= now.eventVersion && !this.#isStale) continue;
      watcher.send((known.version >= sent.version ? update : snapshot).text, now);
    }
    this.#sent = now;
    this.#isStale = false;
    if (now.status === 'cancelled') this.close('cancelled');
  }

  /** Gives those who missed something another try. */
  catchUp(): void {
    const behind = [...this.watchers].filter(({ isBehind }) => isBehind);
    if (behind.length === 0) return;
    const snapshot = this.#snapshot(this.#sent);
    for (const watcher of behind) watcher.send(snapshot.text, this.#sent);
  }

  /** Lets everyone know that what they have may be out of date; the next update ends that. */
  sendStale(): void {
    this.#isStale = true;
    const { eventId, status, eventVersion } = this.#sent;
    const text = eventText({ event: 'stale', data: { eventId, reason: 'unavailable', status, eventVersion } });
    for (const watcher of this.watchers) watcher.send(text);
  }

  /** Ends all streams of the event. */
  close(reason: Closing): void {
    for (const watcher of this.watchers) watcher.close(reason);
  }

  #snapshot(now: Availability): Update {
    return this.view.snapshot(now, 'compact');
  }
}
