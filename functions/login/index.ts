/** Begins, continues and ends sessions. */
import { openShards } from '../shared/mysql/databases.ts';
import { on } from '../shared/http/call.ts';
import { serveFunction } from '../shared/serve/function.ts';
import { readSettings } from '../shared/serve/settings.ts';
import { failureLimiter, limiter } from '../shared/identity/limits.ts';
import { loginAttempts } from '../shared/identity/login-attempts.ts';
import { networkOf } from '../shared/identity/network.ts';
import { hashPassword, passwordMatches } from '../shared/identity/password.ts';
import { Problem } from '../shared/problem.ts';
import { openRedis } from '../shared/redis/connection.ts';
import { capability } from './capability.ts';
import { accessTokenSigner } from './access-token.ts';
import { logIn, logOut, refreshSession } from './api.ts';
import { credentialsFit } from './credentials.ts';
import { beginSession, endSession, continueSession } from './sessions.ts';
import { credentialsOf } from './store.ts';

const config = readSettings(capability);
const redisLink = openRedis(config.redis);
const context = { databases: openShards(config.databases), redisLink, sign: accessTokenSigner(config) };
const limit = limiter(redisLink);
const failures = failureLimiter(redisLink);
const countAttempt = loginAttempts(redisLink, {
  name: 'login-guesses',
  attempts: config.LOGIN_FAILURES_PER_MINUTE,
  windowSeconds: 60,
});
const LOGINS = { name: 'login', attempts: config.LOGINS_PER_MINUTE, windowSeconds: 60 };
const REFRESHES = { name: 'refresh', attempts: config.REFRESHES_PER_MINUTE, windowSeconds: 60 };
const STRANGE_TOKENS = { name: 'refresh-failures', attempts: config.REFRESH_FAILURES_PER_MINUTE, windowSeconds: 60 };
const countLogin = (address: string) => limit(LOGINS, networkOf(address));
const countRefresh = (address: string) => limit(REFRESHES, networkOf(address));
const SECRET = { 'cache-control': 'no-store' };

async function sessionFor(email: string, password: string) {
  const account = await credentialsOf(context.databases, email);
  const user = await credentialsFit(account, password, { hashPassword, passwordMatches });
  return user && beginSession(context, user);
}

serveFunction(capability, config, {
  routes: [
    on(
      logIn,
      async ({ body, address }) => {
        const attempt = await countAttempt(body.email, address);
        const session = await sessionFor(body.email, body.password).catch(async (error: unknown) => {
          await attempt.dropped();
          throw error;
        });
        if (!session) {
          await attempt.failed();
          throw new Problem('credentials_wrong', 'check both; which of them is wrong is not told');
        }
        await attempt.succeeded();
        return { status: 200, headers: SECRET, body: session };
      },
      countLogin,
    ),
    on(
      refreshSession,
      async ({ body, address }) => {
        const network = networkOf(address);
        await failures.requireRoom(STRANGE_TOKENS, network);
        const session = await continueSession(context, body.refreshToken);
        if (!session) {
          await failures.failed(STRANGE_TOKENS, network);
          throw new Problem('refresh_token_invalid', 'log in again');
        }
        return { status: 200, headers: SECRET, body: session };
      },
      countRefresh,
    ),
    on(
      logOut,
      async ({ body }) => {
        await endSession(context, body.refreshToken);
        return { status: 204 };
      },
      countRefresh,
    ),
  ],
  dependsOn: [context.databases, redisLink],
  closers: [() => context.databases.close(), () => redisLink.close()],
});
