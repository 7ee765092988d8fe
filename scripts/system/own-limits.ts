/**
 * Limits of systems that these scripts set up for themselves, and attack or measure: there all callers come from this machine, so
 * what is meant against a single address or account would meet them all at once.
 */
const NONE = '1000000';

/** All people of a crowd call from one address. */
export const FROM_ONE_ADDRESS = { HOLD_NETWORK_PERCENT: '100', SEARCHES_PER_MINUTE: NONE, BUILDS_PER_MINUTE: NONE };

/** One organizer publishes and changes all events. */
export const ONE_ORGANIZER = { CHANGES_AT_ONCE: NONE };

/** And few accounts do what many people would. */
export const FEW_FOR_MANY = {
  ...FROM_ONE_ADDRESS,
  ...ONE_ORGANIZER,
  HOLDS_GIVEN_BACK: NONE,
  HOLDS_PER_TEN_MINUTES: NONE,
  CANCELLATIONS_PER_HOUR: NONE,
};
