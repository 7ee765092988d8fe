/** Tables beside a system's own, in which a proof finds what happened in the databases. */
/** The table that effects of events are counted in, beside what they change: a row each time one is committed. */
export const EFFECTS_TABLE = 'prove_effects';
/** The table that remembers what was ever written into an outbox: a row in the same transaction, by a trigger of the database. */
export const OUTBOX_TABLE = 'prove_outbox';
