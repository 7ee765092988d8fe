/**
 * Effects of events, once each: a row for every event in the same transaction. An effect that has to read goes by itself (`once`);
 * effects that are statements go together (`GroupInbox`).
 */
import { Unreadable } from './dead-letter-box.ts';
import { formerSourceOf, shardIn } from './proof.ts';
import { log } from '../log.ts';
import { DUPLICATE_KEY, errnoOf } from '../mysql/errors.ts';
import { Lanes } from '../mysql/lanes.ts';
import { type Db, insertOnce, refusedStatement, sendTogether, write } from '../mysql/statements.ts';
import type { Statement } from '../mysql/sql-text.ts';
import type { Pool } from '../mysql/pool.ts';
import { exchange, transaction } from '../mysql/transaction.ts';
import { Problem, unavailable } from '../problem.ts';

/**
 * What the inbox has room for, in printable ASCII. Longer ones and other letters do not fit, and the collation passes over blanks at the end: two
 * events would be taken for one.
 */
const SOURCE = /^[\x21-\x7e]{1,128}$/;
const ID = /^[\x21-\x7e]{1,64}$/;

/** The broker gives up within minutes and operators replay dead letters within days. */
const INBOX_DAYS = 30;
const FORGET_EVERY = 1 / 500;

interface Name {
  source: string;
  id: string;
}

/**
 * The name of a message in the inbox. However its release named the source, it is the same message; the inbox goes on with the name that
 * it has always known.
 * @throws Unreadable when the inbox could not tell it from others
 */
function nameOf({ source, id }: Name): Name {
  if (!SOURCE.test(source) || !ID.test(id))
    throw new Unreadable('its source or id is too long, or not in printable ASCII, to be told apart from others');
  const shard = shardIn(source);
  return { source: shard === undefined ? source : formerSourceOf(shard), id };
}

/**
 * Runs an effect once per event and database, whatever is delivered twice: the inbox row is written in the same
 * transaction, and a second delivery finds it there.
 */
export async function once(pool: Pool, event: Name, effect: (db: Db) => Promise<void>): Promise<void> {
  const { source, id } = nameOf(event);
  await transaction(pool, async (connection) => {
    const isFirst = await insertOnce(connection, 'INSERT INTO inbox (source, event_id) VALUES (?, ?)', [source, id]);
    if (isFirst) await effect(connection);
  });
  if (Math.random() < FORGET_EVERY) await forgetOld(pool);
}

/** Two transactions at a time keep a database busy while the process prepares the next; deliveries in flight are bounded outside. */
const SIZE = { lanes: 2, batch: 64, waiting: 1_000 };
/** Which statement of a batch inserts its rows of the inbox. */
const INBOX = 1;

/** What effects of a kind are. */
export interface Effects<Effect> {
  /** What many of them change, without reading anything. */
  statements: (effects: readonly Effect[]) => readonly Statement[];
  /** They are committed. */
  committed?: (effects: readonly Effect[]) => void;
}

interface Waiting<Effect> {
  event: Name;
  effect: Effect;
  done: () => void;
  failed: (error: unknown) => void;
}

/**
 * Effects of events that come together, in one transaction and one round trip; each once per event and database, as by `once`. What is in
 * the way of one (it was here before, the server cannot take it) is found by sending each by itself, and never fails another.
 */
export class GroupInbox<Effect> {
  readonly #pool: Pool;
  readonly #effects: Effects<Effect>;
  readonly #lanes: Lanes<Waiting<Effect>>;

  /** @param pool of connections that take statements together */
  constructor(pool: Pool, effects: Effects<Effect>) {
    this.#pool = pool;
    this.#effects = effects;
    // Of one event that is delivered twice at the same moment the second delivery is to find the first's row.
    this.#lanes = new Lanes(
      SIZE,
      (batch) => this.#serve(batch),
      ({ event }) => `${event.source} ${event.id}`,
    );
  }

  /**
   * Resolves when the effect is committed, now or before.
   * @throws Problem `unavailable` when too many wait or the database is away, `outcome_unknown` when the answer to COMMIT was lost
   */
  take(event: Name, effect: Effect): Promise<void> {
    const name = nameOf(event);
    return new Promise((done, failed) => {
      if (!this.#lanes.add({ event: name, effect, done, failed }))
        failed(unavailable('the event', new Error('too many events are waiting')));
    });
  }

  async #serve(batch: readonly Waiting<Effect>[]): Promise<void> {
    try {
      await this.#commit(batch);
      for (const { done } of batch) done();
    } catch (error) {
      const isAlone = batch.length === 1;
      if (isAlone && wasHere(error)) batch[0]?.done();
      else if (isAlone || error instanceof Problem) for (const { failed } of batch) failed(error);
      else for (const waiting of batch) await this.#serve([waiting]);
      return;
    }
    if (Math.random() < batch.length * FORGET_EVERY) await forgetOld(this.#pool);
  }

  async #commit(batch: readonly Waiting<Effect>[]): Promise<void> {
    const effects = batch.map(({ effect }) => effect);
    const statements = [
      { sql: 'START TRANSACTION', values: [] },
      insertNames(batch.map(({ event }) => event)),
      ...this.#effects.statements(effects),
      { sql: 'COMMIT', values: [] },
    ];
    await exchange(this.#pool, (connection, committing) => sendTogether(connection, statements, committing));
    this.#effects.committed?.(effects);
  }
}

/** Refused when one of them is there. */
function insertNames(names: readonly Name[]): Statement {
  return {
    sql: `INSERT INTO inbox (source, event_id) VALUES ${names.map(() => '(?, ?)').join(', ')}`,
    values: names.flatMap(({ source, id }) => [source, id]),
  };
}

const wasHere = (error: unknown): boolean => errnoOf(error) === DUPLICATE_KEY && refusedStatement(error) === INBOX;

/** What is older than any retry is forgotten, a little now and then: no job, no table that grows for ever. */
async function forgetOld(pool: Pool): Promise<void> {
  try {
    await write(pool, 'DELETE FROM inbox WHERE received_at < UTC_TIMESTAMP(3) - INTERVAL ? DAY LIMIT 1000', [
      INBOX_DAYS,
    ]);
  } catch (error) {
    log.warn({ err: error }, 'old inbox rows stay for now');
  }
}
