/** Reads the live state of an event's seats, and notes new versions of the event in it. */
import { type NumberedChart, numberingOf } from '../event/chart.ts';
import type { RedisClient } from '../redis/redis-client.ts';
import { luaFiles, script } from '../redis/script.ts';
import { SEAT_CONSTANTS, seatKeys } from './seat-keys.ts';

/** Which seats are taken: bitmaps, seat 0 in the highest bit of the first byte; shorter than the event when the rest is zero. */
export interface SeatMaps {
  held: Buffer;
  sold: Buffer;
}

/** Whether a seat is set in a bitmap. */
export function isSet(bitmap: Uint8Array, seat: number): boolean {
  return ((bitmap[seat >> 3] ?? 0) & (0x80 >> (seat & 7))) !== 0;
}

/** What a look at the live state finds. */
export interface Look {
  /** Grows with every change. */
  version: number;
  /** Which build of the state this is. */
  build: string;
  /** Until the next hold ends; undefined while there is none, 0 when more have ended than one look may free. */
  holdEndsInMs: number | undefined;
  /** Undefined when this is the version that the caller knows. */
  maps: SeatMaps | undefined;
  /** The seats that changed since the version asked about, each once; undefined when that is not known any more, or never was. */
  changed: number[] | undefined;
}

/** The versions a caller goes by. */
export interface Versions {
  version: number;
  chartVersion: number;
  chart: Pick<NumberedChart, 'since'>;
}

/** What a caller has already. */
export interface AlreadyKnown {
  /** A version whose bitmaps need not be sent. */
  version?: number | undefined;
  /** A version since when changes are asked for. */
  since?: number | undefined;
}

/** More changes than these are longer than the state. */
const CHANGES_AT_ONCE = 1_000;

/** ARGV: event version, numbering, version known or '', version asked about or '', chart version. */
const read = script<(Buffer | null)[]>(
  luaFiles(import.meta, ['lua/prelude.lua', 'lua/read.lua'], { ...SEAT_CONSTANTS, CHANGES_AT_ONCE }),
  { binary: true },
);

/** ARGV: event version. An event whose state is not there needs no note: a rebuild reads it from MySQL. */
const announce = script<number>(luaFiles(import.meta, ['lua/prelude.lua', 'lua/announce.lua'], SEAT_CONSTANTS));

/** Looks at the state; `stale` when the caller's event is older than the version that Redis has, `unready` when it needs a rebuild. */
export async function readSeats(
  redis: RedisClient,
  eventId: string,
  event: Versions,
): Promise<(Look & { maps: SeatMaps }) | 'stale' | 'unready'>;
export async function readSeats(
  redis: RedisClient,
  eventId: string,
  event: Versions,
  known: AlreadyKnown,
): Promise<Look | 'stale' | 'unready'>;
export async function readSeats(
  redis: RedisClient,
  eventId: string,
  event: Versions,
  known: AlreadyKnown = {},
): Promise<Look | 'stale' | 'unready'> {
  const [verdict, version, build, left, changed, held, sold] = await read(redis, seatKeys(eventId), [
    event.version,
    numberingOf(event),
    known.version ?? '',
    known.since ?? '',
    event.chartVersion,
  ]);
  const word = String(verdict);
  if (word === 'stale' || word === 'unready') return word;
  return {
    version: Number(version),
    build: String(build),
    holdEndsInMs: left ? Number(left) : undefined,
    maps: held && sold ? { held, sold } : undefined,
    changed: changed ? seatsIn(changed) : undefined,
  };
}

/** The versions of the live states of events; undefined where there is none. Costs far less than a look. */
export async function versionsOf(redis: RedisClient, eventIds: readonly string[]): Promise<(number | undefined)[]> {
  const versions = await Promise.all(eventIds.map((id) => redis.hget(seatKeys(id)[0] ?? '', 'version')));
  return versions.map((version) => (version === null ? undefined : Number(version)));
}

/** Notes a new version of an event in Redis, so that nobody goes by an older one. */
export async function announceVersion(redis: RedisClient, eventId: string, version: number): Promise<void> {
  await announce(redis, seatKeys(eventId), [version]);
}

function seatsIn(text: Buffer): number[] {
  const seats = text.toString('latin1').split(' ');
  return [...new Set(seats)].flatMap((seat) => (seat === '' ? [] : [Number(seat)]));
}
