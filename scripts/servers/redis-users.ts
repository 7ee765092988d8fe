/**
 * Who may do what on Redis: a user for each function, with the keys that its capability names and no others, and none of the commands
 * that reach beyond keys. The private Redis of one machine is set up by this list, and `npm run render` writes it down for those who run another.
 */
import { createHash, createHmac } from 'node:crypto';
import { capabilities } from '../../functions/capabilities.ts';

/** The functions that use Redis; each has a Secret `redis-<function>`. */
export const REDIS_FUNCTIONS = capabilities.flatMap(({ name, redis }) => (redis ? [name] : []));

/**
 * Reading and writing the keys below, scripts on them (whose every step is held to the same), and what a client needs to begin, also with a
 * cluster. Nothing that lists, empties or moves everything, nothing that changes the server.
 */
const COMMANDS =
  '-@all +@read +@write +@connection +@transaction +eval +evalsha +time -@dangerous -@admin -scan -randomkey -dbsize +info +cluster|slots';

/** The rules of a function's user, as `ACL SETUSER` takes them. Redis 6 cannot tell reading from writing. */
export function redisRules(name: string, { tellsReads }: { tellsReads: boolean }): string {
  const access = capabilities.find((capability) => capability.name === name)?.redis;
  if (!access) throw new Error(`no access to Redis is stated for ${name}`);
  const reads = (access.reads ?? []).map((pattern) => (tellsReads ? `%R~${pattern}` : `~${pattern}`));
  const keys = access.keys.map((pattern) => `~${pattern}`);
  const channels = (access.channels ?? []).map((pattern) => `&${pattern}`);
  return ['resetchannels', ...channels, 'resetkeys', ...keys, ...reads, COMMANDS, ...(access.commands ?? [])].join(' ');
}

/** Lines of a configuration file that make the users; their passwords are told as hashes. */
export function redisUserLines(adminPassword: string, options: { tellsReads: boolean }): string[] {
  return REDIS_FUNCTIONS.map((name) => {
    const hash = createHash('sha256').update(passwordOf(adminPassword, name)).digest('hex');
    return `user ${name} on #${hash} ${redisRules(name, options)}`;
  });
}

/** The same Redis by a function's user. Its password follows from the administrator's, so that it needs no keeping. */
export function redisUserUrl(adminUrl: string, name: string): string {
  const url = new URL(adminUrl);
  const password = passwordOf(decodeURIComponent(url.password), name);
  return Object.assign(url, { username: name, password }).href;
}

function passwordOf(adminPassword: string, name: string): string {
  return createHmac('sha256', adminPassword).update(`redis ${name}`).digest('base64url');
}
