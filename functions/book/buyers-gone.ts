/** Forgets what orders say of buyers who have closed their accounts, once the last token that could have placed one is dead. */
import { forgetBuyer } from '../shared/event/buyer-words.ts';
import { ACCESS_TOKEN_SECONDS } from '../shared/identity/tokens.ts';
import type { Shard } from '../shared/mysql/databases.ts';
import { rows } from '../shared/mysql/statements.ts';

/** Longer than an order takes, and than clocks differ. */
const AFTER_SECONDS = ACCESS_TOKEN_SECONDS + 600;
/** Some ticks may fail. */
const UNTIL_SECONDS = AFTER_SECONDS + 3_600;

/** Looks at those who closed their accounts a while ago. What was ordered before, publish has forgotten as it heard of it. */
export async function forgetBuyersGone({ pool }: Shard): Promise<void> {
  const gone = await rows<{ id: string }>(
    pool,
    `SELECT user_id AS id FROM closed_organizers
     WHERE closed_at BETWEEN UTC_TIMESTAMP(3) - INTERVAL ? SECOND AND UTC_TIMESTAMP(3) - INTERVAL ? SECOND`,
    [UNTIL_SECONDS, AFTER_SECONDS],
  );
  for (const { id } of gone) await forgetBuyer(pool, id);
}
