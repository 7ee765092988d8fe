/**
 * One stream a browser: HTTP/1.1 allows six connections a host, and ten tabs of an event would take them all. The tab that has the lock follows
 * the stream and tells the others; one that nobody looks at gives the lock away, and asks for what it missed when it is looked at again.
 */
import { type SeatMessage, type SeatStates, snapshotOf } from '../hall/seat-states.ts';
import { LiveSeatsLink, type Liveness, type LinkListener, pause } from './live-seats-link.ts';

/** What tabs tell each other. */
type TabMessage =
  | { says: 'seats'; text: string }
  | { says: 'liveness'; liveness: Liveness }
  | { says: 'leads' }
  | { says: 'asks'; version: number };

export interface SharedLinkOptions {
  eventId: string;
  /** `…/v1/events/evt_…` */
  url: string;
  /** What is known by now. */
  states: () => SeatStates;
  listener: LinkListener;
}

/** Of the channel of an event, before its id, and of the lock; another one wherever tabs of an older page would not understand, or not be understood. */
export const HEARD_SEATS = 'seatmesh:heard-seats';
/** How often is asked where a browser has no locks (pages that are not served securely). */
const POLL_MS = 10_000;
/** A tab that is left for a moment keeps its place. */
const HIDDEN_MS = 5_000;

/** Keeps the seats up, for as long as the page is looked at. @returns what ends it */
export function followSeats(options: SharedLinkOptions): () => void {
  const ended = new AbortController();
  let current: AbortController | undefined;
  let hiding: ReturnType<typeof setTimeout> | undefined;
  const begin = (): void => {
    clearTimeout(hiding);
    if (current || ended.signal.aborted) return;
    current = new AbortController();
    const signal = AbortSignal.any([ended.signal, current.signal]);
    if ('locks' in navigator) void shareStream(options, signal);
    else void poll(options, signal);
  };
  const end = (): void => {
    current?.abort();
    current = undefined;
  };
  const look = (): void => {
    if (document.visibilityState === 'visible') begin();
    else hiding = setTimeout(end, HIDDEN_MS);
  };
  document.addEventListener('visibilitychange', look, { signal: ended.signal });
  // From the back/forward cache a page comes without its connections.
  addEventListener('pagehide', end, { signal: ended.signal });
  addEventListener('pageshow', begin, { signal: ended.signal });
  begin();
  return () => {
    clearTimeout(hiding);
    ended.abort();
  };
}

async function shareStream({ eventId, url, states, listener }: SharedLinkOptions, signal: AbortSignal): Promise<void> {
  const channel = new BroadcastChannel(`${HEARD_SEATS}:${eventId}`);
  let leads = false;
  let isHeard = false;
  let liveness: Liveness | undefined;
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a BroadcastChannel takes none
  const tell = (message: TabMessage): void => channel.postMessage(message);
  const ask = (): void => tell({ says: 'asks', version: states().version });
  channel.addEventListener('message', ({ data }: MessageEvent<TabMessage>): void => {
    if (data.says === 'seats') listener.message(JSON.parse(data.text) as SeatMessage, data.text);
    else if (data.says === 'liveness') listener.liveness(data.liveness);
    else if (data.says === 'leads') ask();
    else if (leads) {
      isHeard = true;
      // Who has just come may have missed what was said before.
      if (states().version > data.version) tell({ says: 'seats', text: JSON.stringify(snapshotOf(states())) });
      if (liveness) tell({ says: 'liveness', liveness });
    }
  });
  const closed = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  ask();
  try {
    await navigator.locks.request(`${HEARD_SEATS}:${eventId}`, { signal }, async () => {
      leads = true;
      // Who waits for the lock says so: for one tab alone, as most are, each message would go through all of the browser and to nobody.
      tell({ says: 'leads' });
      const link = new LiveSeatsLink({
        url,
        since: () => (states().version > 0 ? states().version : undefined),
        listener: {
          message: (message, text) => {
            listener.message(message, text);
            if (isHeard) tell({ says: 'seats', text });
          },
          liveness: (next) => {
            if (next === liveness) return;
            liveness = next;
            listener.liveness(next);
            if (isHeard) tell({ says: 'liveness', liveness });
          },
        },
      });
      await closed;
      link.close();
    });
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    channel.close();
  }
}

async function poll({ url, states, listener }: SharedLinkOptions, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const since = Math.max(0, states().version);
    try {
      const response = await fetch(`${url}/availability?seats=compact&since=${since}`, {
        credentials: 'omit',
        signal: AbortSignal.any([signal, AbortSignal.timeout(POLL_MS)]),
      });
      if (response.status === 404) return listener.liveness('over');
      if (response.ok) {
        const text = await response.text();
        const message = JSON.parse(text) as SeatMessage;
        listener.message(message, text);
        listener.liveness(message.version === 0 ? 'stale' : 'live');
      } else listener.liveness('connecting');
    } catch {
      if (!signal.aborted) listener.liveness('connecting');
    }
    await pause(POLL_MS * (0.8 + 0.4 * Math.random()), signal);
  }
}
