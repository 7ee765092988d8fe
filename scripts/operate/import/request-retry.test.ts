import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWorthAnotherTry, LONGEST_WAIT_MS, MOST_TRIES, waitMs } from './request-retry.ts';

const half = (): number => 0.5;

describe('another try', () => {
  it('comes after what Retry-After asks for, and not at once with everybody else', () => {
    expect(waitMs(1, '3', half)).toBe(3_250);
    expect(waitMs(1, '0', () => 0)).toBe(0);
    const now = new Date('2026-10-21T07:28:00Z');
    expect(waitMs(1, 'Wed, 21 Oct 2026 07:28:05 GMT', half, false, now)).toBe(5_250);
    expect(waitMs(1, 'Wed, 21 Oct 2026 07:00:00 GMT', half, false, now)).toBe(250);
    expect(waitMs(1, 'Wed, 21 Oct 2026 08:00:00 GMT', half, false, now)).toBeUndefined();
  });

  it('without Retry-After waits twice as long each time, to a limit', () => {
    expect([1, 2, 3].map((tries) => waitMs(tries, null, half))).toEqual([250, 500, 1_000]);
    expect(waitMs(7, null, () => 1)).toBe(10_000);
    expect(waitMs(1, 'soon', half)).toBe(250);
  });

  it('does not come for who asks to wait too long, nor after too many', () => {
    expect(waitMs(1, '61', half)).toBeUndefined();
    expect(waitMs(MOST_TRIES, null, half)).toBeUndefined();
    expect(waitMs(MOST_TRIES, '1', half)).toBeUndefined();
  });

  it('never waits longer than it says', () => {
    fc.assert(
      fc.property(
        fc.nat(20),
        fc.option(fc.nat(1_000)),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (tries, after, random) => {
          const wait = waitMs(tries, after === null ? null : String(after), () => random) ?? 0;
          expect(wait).toBeLessThanOrEqual(LONGEST_WAIT_MS + 500);
        },
      ),
    );
  });

  it('is for what may pass, and for nothing else', () => {
    expect([200, 400, 401, 409, 422, 429, 500, 502, 503, 504].filter(isWorthAnotherTry)).toEqual([429, 502, 503, 504]);
  });
});
