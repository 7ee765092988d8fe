/** When the broker tries a delivery again, and how long it waits: as eventing-rabbitmq 1.22 does it. Pure. */

/** From a `delivery` of a Trigger or a Broker. */
export interface Delivery {
  /** Tries after the first one. */
  retry: number;
  policy: 'linear' | 'exponential';
  delayMs: number;
  /** A bound on each try; 0 is none. */
  timeoutMs: number;
}

/** No `delivery` at all: one try. */
export const NO_DELIVERY: Delivery = { retry: 0, policy: 'exponential', delayMs: 50, timeoutMs: 0 };
/** A `delivery` that says nothing of retries has five. */
export const DEFAULT_RETRY = 5;
/** setTimeout takes no more than 31 bits; an hour is long enough for one machine. */
const LONGEST_MS = 3_600_000;

/** `SelectiveRetry` of knative.dev/eventing: other 4xx, and 3xx, count as delivered. -1 is no answer at all. */
export const isRetriable = (status: number): boolean =>
  status >= 500 || status === 404 || status === 408 || status === 409 || status === 429 || status === -1;

/**
 * The wait before the n-th retry, n from 1: delay × n, or delay × 2^n. So counts the SDK that the dispatcher sends with (cloudevents/sdk-go v2,
 * context/retry.go): the first wait of an exponential delivery is twice its backoffDelay.
 */
export const backoffMs = ({ policy, delayMs }: Delivery, retry: number): number =>
  Math.min(delayMs * (policy === 'linear' ? retry : 2 ** retry), LONGEST_MS);

/** All waits of a delivery that is tried as often as it may be. */
export const backoffsMs = (delivery: Delivery): number[] =>
  Array.from({ length: delivery.retry }, (_, index) => backoffMs(delivery, index + 1));
