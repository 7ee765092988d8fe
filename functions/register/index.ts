/** Opens accounts; and sends what is left in the outboxes of the users' databases. */
import { openShards } from '../shared/mysql/databases.ts';
import { type Call, on } from '../shared/http/call.ts';
import { serveFunction } from '../shared/serve/function.ts';
import { readSettings } from '../shared/serve/settings.ts';
import { emailTaken, freeStale } from '../shared/identity/email-claims.ts';
import { newId } from '../shared/ids.ts';
import { limiter } from '../shared/identity/limits.ts';
import { rememberFamiliar } from '../shared/identity/login-attempts.ts';
import { transaction } from '../shared/mysql/transaction.ts';
import { networksOf } from '../shared/identity/network.ts';
import { enqueue, typedMessage } from '../shared/messages/outbox.ts';
import { hashPassword } from '../shared/identity/password.ts';
import { refuseGuessable } from '../shared/identity/password-choice.ts';
import { openRedis } from '../shared/redis/connection.ts';
import { openRelay } from '../shared/messages/relay.ts';
import { slotOfEmail } from '../shared/slots.ts';
import { deadLetterBox } from '../shared/messages/dead-letter-box.ts';
import { inlet, onTick } from '../shared/messages/subscriber.ts';
import { capability } from './capability.ts';
import { registerUser } from './api.ts';
import { insertAccount } from './store.ts';

const config = readSettings(capability);
const databases = openShards(config.databases);
const redisLink = openRedis(config.redis);
const limit = limiter(redisLink);
const relay = openRelay(config.outlet);

const SWEPT_AFTER_MS = 1_000;
const PER_ADDRESS = { name: 'register', attempts: config.REGISTRATIONS_PER_MINUTE, windowSeconds: 60 };
/** All the /64s that somebody was given with a /48. */
const PER_SITE = { name: 'register-site', attempts: 5 * config.REGISTRATIONS_PER_MINUTE, windowSeconds: 60 };

/** Counted before a body is read. */
async function admit(address: string): Promise<void> {
  const [near = '', around] = networksOf(address);
  await limit(PER_ADDRESS, near);
  if (around !== undefined) await limit(PER_SITE, around);
}

/** POST /v1/users: the account and its outbox event are there together, or neither. */
async function answerRegisterUser({ body, trace, address }: Call<typeof registerUser>) {
  const slot = slotOfEmail(body.email);
  const shard = databases.ofSlot(slot);
  await refuseGuessable(body.password, body);
  const passwordHash = await hashPassword(body.password);
  const createdAt = new Date();
  const { email, name } = body;
  const id = newId('usr', slot);
  const registered = typedMessage({
    type: 'user.registered.v1',
    subject: id,
    slot,
    data: { userId: id, name, registeredAt: createdAt.toISOString() },
  });
  const store = () =>
    transaction(shard.pool, async (connection) => {
      const isFirst = await insertAccount(connection, { id, email, name, passwordHash, createdAt });
      return isFirst ? enqueue(connection, [registered], trace, createdAt) : undefined;
    });
  const stored = (await store()) ?? ((await freeStale(databases, email)) ? await store() : undefined);
  if (!stored) throw emailTaken();
  relay.announce(shard, stored);
  await rememberFamiliar(redisLink, email, address);
  return { status: 201, body: { id, email, name, createdAt: createdAt.toISOString() } } as const;
}

serveFunction(capability, config, {
  routes: [on(registerUser, answerRegisterUser, admit)],
  messages: inlet(
    [onTick(() => relay.sweepAll(databases.all()))],
    config.trust,
    deadLetterBox(() => databases.all().map((shard) => shard.pool)),
  ),
  dependsOn: [databases, redisLink],
  closers: [() => relay.close(), () => databases.close(), () => redisLink.close()],
});
// What a process left behind that died before it had published everything, in the shards that are in use; after whoever this process was started for.
setTimeout(() => void relay.sweepAll(databases.inUse()).catch(() => {}), SWEPT_AFTER_MS).unref();
