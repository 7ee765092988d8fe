import { expect, test } from 'vitest';
import { capability } from './capability.ts';
import { HOLD_RULES } from './live/hold-limits.ts';
import { misfit } from './live/hold-times.ts';

test('the settings of holds begin where the rules of holds are', () => {
  const { HOLD_NETWORK_SEATS, HOLD_NETWORK_PERCENT, HOLDS_GIVEN_BACK } = capability.settings;
  expect({
    networkSeats: HOLD_NETWORK_SEATS.parse(undefined),
    networkPercent: HOLD_NETWORK_PERCENT.parse(undefined),
    freeStrikes: HOLDS_GIVEN_BACK.parse(undefined),
  }).toEqual({
    networkSeats: HOLD_RULES.networkSeats,
    networkPercent: HOLD_RULES.networkPercent,
    freeStrikes: HOLD_RULES.freeStrikes,
  });
});

test('the times of holds fit each other as they are', () => {
  const { HOLD_SECONDS, HOLD_MIN_SECONDS, HOLD_MAX_SECONDS } = capability.settings;
  const settings = {
    HOLD_SECONDS: HOLD_SECONDS.parse(undefined),
    HOLD_MIN_SECONDS: HOLD_MIN_SECONDS.parse(undefined),
    HOLD_MAX_SECONDS: HOLD_MAX_SECONDS.parse(undefined),
  };
  expect(settings).toEqual({ HOLD_SECONDS: 600, HOLD_MIN_SECONDS: 300, HOLD_MAX_SECONDS: 6_600 });
  expect(misfit(settings)).toBe(undefined);
});
