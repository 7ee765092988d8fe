/** Says whether an access token is good right now, and with which public keys that can be checked without asking. */
import { tokenVerifier } from '../shared/identity/tokens.ts';
import { openShards } from '../shared/mysql/databases.ts';
import { type Call, on } from '../shared/http/call.ts';
import { contentTag } from '../shared/http/etag.ts';
import { serveFunction } from '../shared/serve/function.ts';
import { readSettings } from '../shared/serve/settings.ts';
import { limiter } from '../shared/identity/limits.ts';
import { networkOf } from '../shared/identity/network.ts';
import { Problem } from '../shared/problem.ts';
import { openRedis } from '../shared/redis/connection.ts';
import { capability } from './capability.ts';
import { getKeys, getWellKnownKeys, introspectToken } from './api.ts';
import { sessionGoesOn } from './store.ts';

const config = readSettings(capability);
const databases = openShards(config.databases);
const redisLink = openRedis(config.redis);
const limit = limiter(redisLink);
const verify = tokenVerifier(config);

const PER_ADDRESS = { name: 'verify', attempts: config.VERIFICATIONS_PER_MINUTE, windowSeconds: 60 };
/** Why a token is not good is nobody's business: every reason gets this very answer (RFC 7662, 2.2). */
const INACTIVE = { status: 200, headers: { 'cache-control': 'no-store' }, body: { active: false } } as const;
/** Long enough to spare a wake-up, short enough that a new key is known before it signs. */
const keys = {
  status: 200,
  headers: { 'cache-control': 'public, max-age=300' },
  body: config.JWKS,
  etag: contentTag(config.JWKS),
} as const;

/** POST /v1/auth/verify: the signature says what was true, the session's row says what is. */
async function answerIntrospectToken({ body }: Call<typeof introspectToken>) {
  const claims = await verify(body.token).catch((error: unknown) => {
    if (error instanceof Problem) return undefined;
    throw error;
  });
  if (!claims) return INACTIVE;
  const { pool } = databases.ofId(claims.sid);
  if (!(await sessionGoesOn(pool, claims.sid, claims.sub, new Date()))) return INACTIVE;
  // Who asks learns whose the token is, not who that person is.
  const { name: _name, email: _email, ...shown } = claims;
  return { ...INACTIVE, body: { active: true, ...shown } } as const;
}

serveFunction(capability, config, {
  routes: [
    on(introspectToken, answerIntrospectToken, (address) => limit(PER_ADDRESS, networkOf(address))),
    on(getKeys, async () => keys),
    on(getWellKnownKeys, async () => keys),
  ],
  dependsOn: [databases, redisLink],
  closers: [() => databases.close(), () => redisLink.close()],
});
