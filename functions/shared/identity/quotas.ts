/**
 * What a caller's limits leave it, as it is told with the answer: RateLimit-Policy and RateLimit (draft-ietf-httpapi-ratelimit-headers-11,
 * sections 3 and 4; lists of RFC 9651). Limits are counted anywhere below a request, so what they find is left where the request finds it.
 */
import { AsyncLocalStorage } from 'node:async_hooks';

/** So many requests in a window of so many seconds. */
export interface Policy {
  name: string;
  attempts: number;
  windowSeconds: number;
}

interface Quota {
  /** Names the policy. */
  name: string;
  /** What the policy allows; left out where that depends on what others do. */
  policy?: string;
  remaining: number;
  /** For so long there is no more than that; left out of what is counted at one time. */
  seconds?: number;
  /** The request was refused for it. */
  isViolated?: boolean;
}

/** As RateLimit-Policy says it. */
export function policyText({ attempts, windowSeconds }: Omit<Policy, 'name'>): string {
  return `q=${attempts};w=${windowSeconds}`;
}

/** The same of so many at one time. */
export function concurrencyText(most: number): string {
  return `q=${most};qu="concurrent-requests"`;
}

/** The quotas that a request was counted against. */
export class Quotas {
  readonly #quotas = new Map<string, Quota>();

  note(quota: Quota): void {
    this.#quotas.set(quota.name, quota);
  }

  /** An attempt was taken out of the count again. */
  giveBack(name: string): void {
    const quota = this.#quotas.get(name);
    if (quota) quota.remaining += 1;
  }

  /**
   * Adds the headers; none where nothing was counted. A refused request is told of the limit that it is beyond, and not of what others
   * would leave it, whose windows may end later than it is to come back (section 6).
   */
  addTo(head: Record<string, string | number>): void {
    const quotas = [...this.#quotas.values()];
    const violated = quotas.filter(({ isViolated }) => isViolated);
    const policies = quotas.flatMap(({ name, policy }) => (policy === undefined ? [] : [`"${name}";${policy}`]));
    const limits = (violated.length > 0 ? violated : quotas).map(
      ({ name, remaining, seconds }) => `"${name}";r=${remaining}${seconds === undefined ? '' : `;t=${seconds}`}`,
    );
    if (policies.length > 0) head['ratelimit-policy'] = policies.join(', ');
    if (limits.length > 0) head['ratelimit'] = limits.join(', ');
  }
}

const storage = new AsyncLocalStorage<Quotas>();

/** Does work whose counts are noted; what it begins and does not wait for may note some later. */
export function notingQuotas<T>(quotas: Quotas, work: () => T): T {
  return storage.run(quotas, work);
}

/** The quotas of the request that is being worked for; undefined where none are told. */
export function quotasOfRequest(): Quotas | undefined {
  return storage.getStore();
}
