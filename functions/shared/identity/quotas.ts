/**
 * What a caller's limits leave it, as it is told with the answer: RateLimit-Policy and RateLimit (draft-ietf-httpapi-ratelimit-headers-10,
 * sections 3 and 4; lists of RFC 9651). Limits are counted anywhere below a request, so what they find is left where the request finds it.
 */
import { AsyncLocalStorage } from 'node:async_hooks';

/** So many requests in a window of so many seconds. */
export interface Policy {
  name: string;
  attempts: number;
  windowSeconds: number;
}

interface Quota extends Policy {
  remaining: number;
  /** Until there are as many as the policy says again. */
  resetSeconds: number;
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

  /** Adds the headers; none where nothing was counted. */
  addTo(head: Record<string, string | number>): void {
    if (this.#quotas.size === 0) return;
    const quotas = [...this.#quotas.values()];
    head['ratelimit-policy'] = quotas
      .map(({ name, attempts, windowSeconds }) => `"${name}";q=${attempts};w=${windowSeconds}`)
      .join(', ');
    head['ratelimit'] = quotas
      .map(({ name, remaining, resetSeconds }) => `"${name}";r=${remaining};t=${resetSeconds}`)
      .join(', ');
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
