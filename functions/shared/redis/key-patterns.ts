/** Patterns of keys and channels, by which functions are let into Redis. */

/** All keys of an event share its id as hash tag. */
export const SEATS = '{evt_*';
/** What is about the live states of all events. */
export const ALL_SEATS = 'seats:*';
export const LIMITS = 'limit:*';
/** Ended sessions: login and account note them, everybody who takes tokens looks. */
export const REVOKED = 'revoked:*';
/** Addresses from which an account was opened, or logged in to before. */
export const FAMILIAR = 'familiar:*';
/** The channel on which it is said which sessions have ended: their ids, parted by blanks, as soon as Redis has noted them. */
export const ENDED_SESSIONS = 'sessions:ended';

/** Whoever ends sessions says so. */
export const ENDS_SESSIONS = {
  keys: [LIMITS, REVOKED, FAMILIAR],
  channels: [ENDED_SESSIONS],
  commands: ['+publish'],
} as const;
