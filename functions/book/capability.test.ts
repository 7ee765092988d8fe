import { expect, test } from 'vitest';
import { capability } from './capability.ts';
import { HOLD_RULES } from './live/hold-limits.ts';

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
