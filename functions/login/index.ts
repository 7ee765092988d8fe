/** Begins, continues and ends sessions. */
import * as z from 'zod';
import { readConfig, wholeNumber } from '../shared/config.ts';
import { openShards } from '../shared/mysql/databases.ts';
import { on } from '../shared/http/call.ts';
import { serve } from '../shared/serve/endpoint.ts';
import { limiter } from '../shared/identity/limits.ts';
import { loginAttempts } from '../shared/identity/login-attempts.ts';
import { networkOf } from '../shared/identity/network.ts';
import { hashPassword, passwordMatches } from '../shared/identity/password.ts';
import { Problem } from '../shared/problem.ts';
import { openRedis } from '../shared/redis/connection.ts';
import { accessTokenSigner, signingConfig } from './access-token.ts';
import { logIn, logOut, refreshSession } from './api.ts';
import { credentialsFit } from './credentials.ts';
import { beginSession, endSession, continueSession } from './sessions.ts';
import { credentialsOf } from './store.ts';

const config = readConfig({
  ...signingConfig,
  REDIS_URL: z.url(),
  /** From one address; a hash takes about 9 ms, so this is about a second of one core a minute. */
  LOGINS_PER_MINUTE: wholeNumber(1, 1_000_000, 120),
  /** From one address, refreshing and logging out. An office of thousands behind one address gets along with this. */
  REFRESHES_PER_MINUTE: wholeNumber(1, 1_000_000, 600),
});
const cache = openRedis(config.REDIS_URL);
const context = { databases: openShards('users'), cache, sign: accessTokenSigner(config) };
const limit = limiter(cache);
const countAttempt = loginAttempts(cache);
const LOGINS = { name: 'login', attempts: config.LOGINS_PER_MINUTE, windowSeconds: 60 };
const REFRESHES = { name: 'refresh', attempts: config.REFRESHES_PER_MINUTE, windowSeconds: 60 };
const countLogin = (address: string) => limit(LOGINS, networkOf(address));
const countRefresh = (address: string) => limit(REFRESHES, networkOf(address));
const SECRET = { 'cache-control': 'no-store' };

serve({
  name: 'login',
  routes: [
    on(
      logIn,
      async ({ body, address }) => {
        const succeeded = await countAttempt(body.email, address);
        const account = await credentialsOf(context.databases, body.email);
        const user = await credentialsFit(account, body.password, { hashPassword, passwordMatches });
        const session = user && (await beginSession(context, user));
        if (!session) throw new Problem('credentials_wrong', 'check both; which of them is wrong is not told');
        await succeeded();
        return { status: 200, headers: SECRET, body: session };
      },
      countLogin,
    ),
    on(
      refreshSession,
      async ({ body }) => {
        return { status: 200, headers: SECRET, body: await continueSession(context, body.refreshToken) };
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
  ready: context.databases.ready,
  closers: [() => context.databases.close(), () => cache.close()],
});
