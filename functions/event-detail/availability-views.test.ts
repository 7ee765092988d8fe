import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seatsOf, FollowedSeats } from '../../scripts/testing/booking/seat-follower.ts';
import { seatingOf } from '../shared/event/chart.ts';
import { Content } from '../shared/http/content.ts';
import { differingSeats } from './seat-ranges.ts';
import {
  type Availability,
  changeView,
  shorterUpdate,
  snapshotView,
  Update,
  type UpdateView,
} from './availability-views.ts';

const rows = Array.from({ length: 10 }, (_, index) => ({ label: String(index + 1), seats: 50 }));
const sectionOf = (index: number) => ({
  id: `S${index}`,
  name: 'S',
  kind: 'seated' as const,
  priceCategory: 'P',
  rows,
});

/** So many sections of 500 seats each. */
function venue(sections: number): Omit<Availability, 'version' | 'held' | 'sold'> {
  const seating = seatingOf({ sections: Array.from({ length: sections }, (_, index) => sectionOf(index)) });
  const eventId = 'evt_001_01JDCMX0C1E6S9T4W2VZQK8M5F';
  return { eventId, build: '1', eventVersion: 1, status: 'published', chartVersion: 1, seating };
}

function bitmap(total: number, isTaken: (seat: number) => boolean): Buffer {
  const bits = Buffer.alloc(Math.ceil(total / 8));
  for (let seat = 0; seat < total; seat++) if (isTaken(seat)) bits[seat >> 3]! |= 0x80 >> (seat & 7);
  return bits;
}

/** Pseudo-random and repeatable (mulberry32). */
function randoms(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

test('50,000 seats in a hundred sections, half of them sold at random and some on hold: at most 10 KB for who takes gzip, 25 KB for who does not', async () => {
  const random = randoms(1);
  const place = venue(100);
  const sold = bitmap(50_000, () => random() < 0.5);
  const held = bitmap(50_000, (seat) => (sold[seat >> 3]! & (0x80 >> (seat & 7))) === 0 && random() < 0.004);
  const content = new Content(() => snapshotView({ ...place, version: 1_795_000_000_000_000, held, sold }, 'compact'));
  expect(content.plain.length).toBeLessThan(25_000);
  expect((await content.in('gzip')).length).toBeLessThan(10_000);
});

const Seats = fc.uniqueArray(fc.nat({ max: 499 }), { maxLength: 400 });
const State = fc.record({ held: Seats, sold: Seats }).map(({ held, sold }) => {
  const taken = new Set(sold);
  const free = new Set(held.filter((seat) => !taken.has(seat)));
  return { held: bitmap(500, (seat) => free.has(seat)), sold: bitmap(500, (seat) => taken.has(seat)) };
});

test('snapshots and changes, in whatever order of states, leave a client with the state; the counts are exact', () => {
  const place = venue(1);
  fc.assert(
    fc.property(
      fc.array(State, { minLength: 1, maxLength: 5 }),
      fc.constantFrom('ranges', 'compact'),
      (states, form) => {
        const client = new FollowedSeats();
        let before: Availability | undefined;
        for (const [index, maps] of states.entries()) {
          const now: Availability = { ...place, ...maps, version: index + 1 };
          const snapshot = Update.snapshot(now, form);
          const shorter = shorterUpdate(now, index, before && differingSeats(before, now), snapshot);
          const update = JSON.parse(shorter.plain.toString()) as UpdateView;
          expect(update.kind).toBe(shorter.kind);
          client.apply(update);
          before = now;
          const full = snapshotView(now, 'ranges');
          expect(client.seats).toEqual({ held: seatsOf(full.held), sold: seatsOf(full.sold) });
          expect(client.counts).toEqual(full.counts);
          expect(client.version).toBe(now.version);
        }
      },
    ),
  );
});

test('a change names the seats in order, and the sections they are in', () => {
  const now = {
    ...venue(3),
    version: 7,
    held: bitmap(1500, (seat) => seat === 3),
    sold: bitmap(1500, (seat) => seat > 1000),
  };
  expect(changeView(now, 5, [1201, 3, 2, 1200])).toMatchObject({
    since: 5,
    version: 7,
    free: [[2, 2]],
    held: [[3, 3]],
    sold: [[1200, 1201]],
    sections: { S0: { free: 499, held: 1, sold: 0 }, S2: { free: 1, held: 0, sold: 499 } },
  });
});
