/**
 * What follows a change elsewhere: in Redis, and in the shard of an e-mail address. It is written down in the transaction of the
 * change and done right after it; what a process leaves that dies in between is done by the next tick, or the next process.
 */
import { ACCESS_TOKEN_SECONDS } from '../shared/identity/tokens.ts';
import type { Databases, Shard } from '../shared/mysql/databases.ts';
import { type EmailClaim, releaseClaim, settleClaim } from '../shared/identity/email-claims.ts';
import { newUlid } from '../shared/ids.ts';
import { log } from '../shared/log.ts';
import { type Db, rows, write } from '../shared/mysql/statements.ts';
import type { RedisLink } from '../shared/redis/connection.ts';
import { announceEnded } from '../shared/identity/end-sessions.ts';

/** What is to be done; each part may be done twice. */
export interface FollowUpWork {
  /** Sessions that have ended. */
  revoked?: readonly string[];
  settle?: EmailClaim | undefined;
  release?: EmailClaim | undefined;
}

/** Work as it stands in the database. */
export interface FollowUp {
  id: string;
  work: FollowUpWork;
  createdAt: Date;
}

/** Younger ones are being done by whoever wrote them. */
const LEFT_AFTER_MS = 3_000;
const DONE_AT_ONCE = 200;

/** Notes work, in the caller's transaction. Do what it returns after the commit. */
export async function noteFollowUp(db: Db, work: FollowUpWork, createdAt: Date): Promise<FollowUp> {
  const id = newUlid();
  await write(db, 'INSERT INTO follow_ups (id, work, created_at) VALUES (?, ?, ?)', [
    id,
    JSON.stringify(work),
    createdAt,
  ]);
  return { id, work, createdAt };
}

/** Does what follows the changes of a process, and what others have left. */
export class FollowUps {
  readonly #databases: Databases;
  readonly #redisLink: RedisLink;

  constructor(databases: Databases, redisLink: RedisLink) {
    this.#databases = databases;
    this.#redisLink = redisLink;
  }

  /** Does the work. What cannot be done now stays noted, for a tick; the change itself is committed. */
  async follow(shard: Shard, followUp: FollowUp): Promise<void> {
    try {
      await this.#do(shard, followUp);
    } catch (error) {
      log.warn({ err: error, shard: shard.name }, 'what follows a change of an account waits for the next tick');
    }
  }

  /** @throws when something is left to be done */
  async sweep(shards: readonly Shard[]): Promise<void> {
    const failed: unknown[] = [];
    for (const shard of shards) {
      try {
        for (const left of await leftIn(shard.pool)) await this.#do(shard, left);
      } catch (error) {
        failed.push(error);
      }
    }
    if (failed.length > 0) throw new AggregateError(failed, 'what follows changes of accounts is not all done');
  }

  async #do({ pool }: Shard, { id, work, createdAt }: FollowUp): Promise<void> {
    // After so long no access token of those sessions is alive.
    const isMoot = createdAt.getTime() < Date.now() - ACCESS_TOKEN_SECONDS * 1_000;
    const isAnnounced = isMoot || (await announceEnded(this.#redisLink, work.revoked ?? []));
    if (work.settle) await settleClaim(this.#databases, work.settle);
    if (work.release) await releaseClaim(this.#databases, work.release);
    if (!isAnnounced) throw new Error('Redis does not know yet which sessions have ended');
    await write(pool, 'DELETE FROM follow_ups WHERE id = ?', [id]);
  }
}

async function leftIn(db: Db): Promise<FollowUp[]> {
  const found = await rows<{ id: string; work: string; createdAt: Date }>(
    db,
    `SELECT id, work, created_at AS createdAt FROM follow_ups WHERE created_at < ? ORDER BY id LIMIT ${DONE_AT_ONCE}`,
    [new Date(Date.now() - LEFT_AFTER_MS)],
  );
  return found.map(({ work, ...rest }) => ({ ...rest, work: JSON.parse(work) as FollowUpWork }));
}
