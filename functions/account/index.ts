/** Changes, exports and closes accounts, and ends their sessions. */
import { tokenVerifier } from '../shared/identity/tokens.ts';
import { openCatalog, openShards, type Shard } from '../shared/mysql/databases.ts';
import { oneDatabase } from '../shared/mysql/readiness.ts';
import { on } from '../shared/http/call.ts';
import { deadLetterBox } from '../shared/messages/dead-letter-box.ts';
import { settleClaims } from '../shared/identity/email-claims.ts';
import { serveFunction } from '../shared/serve/function.ts';
import { readSettings } from '../shared/serve/settings.ts';
import { limiter } from '../shared/identity/limits.ts';
import { loginAttempts } from '../shared/identity/login-attempts.ts';
import { networkOf } from '../shared/identity/network.ts';
import { Problem } from '../shared/problem.ts';
import { openRedis } from '../shared/redis/connection.ts';
import { openRelay } from '../shared/messages/relay.ts';
import { inlet, onTick } from '../shared/messages/subscriber.ts';
import { capability } from './capability.ts';
import {
  changeAccount,
  closeAccount,
  endSessions,
  exportAccount,
  getAccount,
  requestEmailVerification,
  requestPasswordReset,
  resetPassword,
  verifyEmail,
} from './api.ts';
import { answerChangeAccount } from './changing.ts';
import { answerCloseAccount } from './closing.ts';
import { answerEndSessions } from './ending.ts';
import { accountView, answerExportAccount } from './exporting.ts';
import { FollowUps } from './follow-ups.ts';
import { answerResetPassword, answerVerifyEmail } from './mail-links.ts';
import { accountTag, holder, type Context } from './context.ts';

const config = readSettings(capability);
const databases = openShards(config.databases);
const catalog = openCatalog(config.catalog);
const redisLink = openRedis(config.redis);
const relay = openRelay(config.outlet);
const limit = limiter(redisLink);
const PER_ADDRESS = { name: 'account', attempts: config.ACCOUNT_REQUESTS_PER_MINUTE, windowSeconds: 60 };
const PASSWORDS = { ...PER_ADDRESS, name: 'account-password' };
const context: Context = {
  databases,
  catalog,
  relay,
  followUps: new FollowUps(databases, redisLink),
  countAttempt: loginAttempts(redisLink, PASSWORDS),
};
const verifyToken = tokenVerifier(config);
const SECRET = { 'cache-control': 'no-store' };
const SWEPT_AFTER_MS = 1_000;

/** Counted before a body is read. */
const admit = (address: string): Promise<unknown> => limit(PER_ADDRESS, networkOf(address));

/** Until there is a mailer: the same for every address, so that nobody learns which has an account. */
function sendsNoMail(): Problem {
  return new Problem('mail_not_configured', 'this installation sends no mail');
}

/** What fails holds up nothing else. @throws AggregateError when something failed: the tick is to be delivered again */
async function sweep(shards: readonly Shard[]): Promise<void> {
  const steps = [
    () => relay.sweepAll(shards),
    () => context.followUps.sweep(shards),
    () => settleClaims(databases, shards),
  ];
  const failures: unknown[] = [];
  for (const step of steps) await step().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} steps of the sweep failed`);
}

serveFunction(capability, config, {
  // Signature and claims; whether the session goes on, MySQL is asked with the account.
  authenticate: async (token) => {
    const { sub: userId, sid: sessionId, exp: expiresAt, since } = await verifyToken(token);
    return { userId, sessionId, expiresAt, since };
  },
  routes: [
    on(
      getAccount,
      async (call) => {
        const account = await holder(context, call);
        return { status: 200, body: accountView(account), etag: accountTag(account), headers: SECRET };
      },
      admit,
    ),
    on(
      changeAccount,
      async (call) => {
        const account = await answerChangeAccount(context, call);
        return { status: 200, body: accountView(account), etag: accountTag(account), headers: SECRET };
      },
      admit,
    ),
    on(
      endSessions,
      async (call) => {
        await answerEndSessions(context, call);
        return { status: 204 };
      },
      admit,
    ),
    on(
      exportAccount,
      async (call) => {
        return { status: 200, body: await answerExportAccount(context, call), headers: SECRET };
      },
      admit,
    ),
    on(
      closeAccount,
      async (call) => {
        await answerCloseAccount(context, call);
        return { status: 204 };
      },
      admit,
    ),
    on(
      requestPasswordReset,
      async (): Promise<{ status: 202 }> => {
        throw sendsNoMail();
      },
      admit,
    ),
    on(
      resetPassword,
      async (call) => {
        await answerResetPassword(context, call);
        return { status: 204 };
      },
      admit,
    ),
    on(
      requestEmailVerification,
      async (call): Promise<{ status: 202 }> => {
        await holder(context, call);
        throw sendsNoMail();
      },
      admit,
    ),
    on(
      verifyEmail,
      async (call) => {
        await answerVerifyEmail(context, call);
        return { status: 204 };
      },
      admit,
    ),
  ],
  messages: inlet(
    [onTick(() => sweep(databases.all()))],
    config.trust,
    deadLetterBox(() => databases.all().map(({ pool }) => pool)),
  ),
  dependsOn: [databases, redisLink, oneDatabase('catalog', catalog)],
  closers: [() => relay.close(), () => databases.close(), () => catalog.end(), () => redisLink.close()],
});
// What a process left behind that died before it had done everything, in the shards that are in use; after whoever this process was started for.
setTimeout(() => void sweep(databases.inUse()).catch(() => {}), SWEPT_AFTER_MS).unref();
