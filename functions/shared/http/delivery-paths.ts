/**
 * Delivery paths: where the Broker delivers to. It takes most 4xx for success and drops the event without a trace: what is refused
 * there before it is even looked at is answered so that it tries again, and hands the event to its dead letter sink in the end.
 */
import type { PlainAnswer } from './call.ts';
import { PLAIN_HEADERS } from './answer-head.ts';

/** Whether the Broker sends events to this target. */
export function isDeliveryPath(url: string | undefined): boolean {
  return url === '/cloudevents' || url === '/dead-letters';
}

/** To be tried again. Without a body: nobody reads it. */
export const TRY_AGAIN: PlainAnswer = {
  status: 503,
  headers: { ...PLAIN_HEADERS, 'retry-after': '2', 'content-length': '0' },
};
