/** Checks tokens where they seldom matter: what that takes is loaded, and connected to, when one first does. */
import type { RedisLink } from '../redis/connection.ts';
import type { TokenConfig } from './token-settings.ts';
import type { Authenticate } from './tokens.ts';

/** As `authenticator`. @param open the Redis that knows of ended sessions; called once */
export function lateAuthenticator(config: TokenConfig, open: () => RedisLink | Promise<RedisLink>): Authenticate {
  let loaded: Promise<Authenticate> | undefined;
  const load = async () => {
    const [{ authenticator }, redisLink] = await Promise.all([import('./tokens.ts'), open()]);
    return authenticator(config, redisLink);
  };
  return async (token) => (await (loaded ??= load()))(token);
}
