/**
 * Who may do what on Redis: a user for each function, with the keys it works on and no others, and none of the commands that reach beyond
 * keys. The private Redis of one machine is set up by this list, and `npm run render` writes it down for those who run another.
 */
import { createHash, createHmac } from 'node:crypto';

interface Access {
  /** Patterns of keys that it reads and writes. */
  keys: readonly string[];
  /** Patterns of keys that it only reads. */
  reads?: readonly string[];
  /** Patterns of channels. */
  channels?: readonly string[];
  /** Beyond what everybody may. */
  commands?: readonly string[];
}

/** All keys of an event share its id as hash tag. */
const SEATS = '{evt_*';
/** What is about the live states of all events. */
const ALL_SEATS = 'seats:*';
const LIMITS = 'limit:*';
/** Ended sessions: login and account note them, everybody who takes tokens looks. */
const REVOKED = 'revoked:*';
const TELLS_ENDS = { channels: ['sessions:ended'], commands: ['+publish'] };

const ACCESS: Readonly<Record<string, Access>> = {
  register: { keys: [LIMITS] },
  login: { keys: [LIMITS, REVOKED, 'familiar:*'], ...TELLS_ENDS },
  account: { keys: [LIMITS, REVOKED, 'familiar:*'], ...TELLS_ENDS },
  verify: { keys: [LIMITS], reads: [REVOKED] },
  publish: { keys: [LIMITS, SEATS], reads: [REVOKED] },
  'event-detail': { keys: [SEATS, ALL_SEATS] },
  // It looks for the states of all events after a restart of Redis.
  book: {
    keys: [SEATS, ALL_SEATS, LIMITS],
    reads: [REVOKED],
    channels: ['sessions:ended'],
    commands: ['+scan', '+subscribe', '+unsubscribe'],
  },
  'order-record': { keys: [], reads: [REVOKED] },
};

/** The functions that use Redis; each has a Secret `redis-<function>`. */
export const REDIS_FUNCTIONS = Object.keys(ACCESS);

/**
 * Reading and writing the keys below, scripts on them (whose every step is held to the same), and what a client needs to begin. Nothing
 * that lists, empties or moves everything, nothing that changes the server.
 */
const COMMANDS =
  '-@all +@read +@write +@connection +@transaction +eval +evalsha +time -@dangerous -@admin -scan -randomkey -dbsize +info';

/** The rules of a function's user, as `ACL SETUSER` takes them. Redis 6 cannot tell reading from writing. */
export function redisRules(name: string, { tellsReads }: { tellsReads: boolean }): string {
  const access = ACCESS[name];
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
