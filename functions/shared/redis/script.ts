/** Lua scripts on Redis: sent by hash, and in full once after a restart or flush. */
import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';

/** What a script may be given besides its keys. */
export type ScriptArgument = string | number | Buffer;

/** A script ready to run on the keys given to it; replies come as Buffers where `binary`. */
export function script<Reply>(lua: string, { binary = false } = {}) {
  const sha = createHash('sha1').update(lua).digest('hex');
  return async (redis: Redis, keys: readonly string[], args: readonly ScriptArgument[]): Promise<Reply> => {
    const call = (command: string, source: string) =>
      binary
        ? redis.callBuffer(command, source, keys.length, ...keys, ...args)
        : redis.call(command, source, keys.length, ...keys, ...args);
    try {
      return (await call('EVALSHA', sha)) as Reply;
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
      return (await call('EVAL', lua)) as Reply;
    }
  };
}
