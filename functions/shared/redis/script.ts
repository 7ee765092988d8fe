/** Lua scripts on Redis: sent by hash, and in full once after a restart or flush. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RedisClient } from './redis-client.ts';

/** A script's text: files one after the other, in which the names of constants stand for their values. */
export interface Lua {
  parts: readonly string[];
  constants: Readonly<Record<string, number>>;
}

/** What a script may be given besides its keys. */
export type ScriptArgument = string | number | Buffer;

/** Capitals with at least one underscore: `HOLD_MS`, and neither `KEYS` nor `ARGV`. */
const CONSTANT = /\b[A-Z]+(?:_[A-Z]+)+\b/g;

/**
 * The text of `.lua` files. From source they are read beside the module that calls this; in a bundle `meta` is undefined and the
 * texts themselves stand in place of the names (`scripts/system/build/sources.ts`), so nothing is read at run time.
 */
export function luaFiles(
  meta: ImportMeta | undefined,
  files: readonly string[],
  constants: Readonly<Record<string, number>> = {},
): Lua {
  return { parts: meta ? files.map((file) => readFileSync(join(meta.dirname, file), 'utf8')) : files, constants };
}

/** As Redis gets it. @throws Error for a constant that has no value */
export function composed({ parts, constants }: Lua): string {
  return parts.join('').replaceAll(CONSTANT, (name) => {
    const value = constants[name];
    if (value === undefined) throw new Error(`a script has no value for ${name}`);
    return String(value);
  });
}

/** A script ready to run on the keys given to it; replies come as Buffers where `binary`. */
export function script<Reply>(source: Lua, { binary = false } = {}) {
  let ready: { lua: string; sha: string } | undefined;
  // Not before it is needed: a function that starts has no time to spare.
  const prepare = () => {
    const lua = composed(source);
    return { lua, sha: createHash('sha1').update(lua).digest('hex') };
  };
  return async (redis: RedisClient, keys: readonly string[], args: readonly ScriptArgument[]): Promise<Reply> => {
    const { lua, sha } = (ready ??= prepare());
    const call = (command: string, text: string) =>
      binary
        ? redis.callBuffer(command, text, keys.length, ...keys, ...args)
        : redis.call(command, text, keys.length, ...keys, ...args);
    try {
      return (await call('EVALSHA', sha)) as Reply;
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
      return (await call('EVAL', lua)) as Reply;
    }
  };
}
