/** A request that is beyond a limit. */
import { Problem } from '../problem.ts';
import { quotasOfRequest } from './quotas.ts';

/**
 * The problem of a request that is refused for a limit, with when to try again: it names the limit, and so do the headers that go with it.
 * @param policy what the limit allows, where that can be said
 */
export function beyond(name: string, why: string, retryAfterSeconds: number, policy?: string): Problem {
  quotasOfRequest()?.note({
    name,
    ...(policy !== undefined && { policy }),
    remaining: 0,
    seconds: retryAfterSeconds,
    isViolated: true,
  });
  return new Problem('too_many_requests', why, { 'violated-policies': [name] }, { retryAfterSeconds });
}
