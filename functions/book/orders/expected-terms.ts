/** What an order says of the terms that its buyer knows. */
import type { Call } from '../../shared/http/call.ts';
import { isMeant } from '../../shared/http/condition.ts';
import { eventTag } from '../../shared/http/etag.ts';
import type { placeOrder } from '../api.ts';
import type { EventOnSale } from '../on-sale/event-on-sale.ts';
import type { TermsToMatch } from '../live/live-seats.ts';
import { namesVersion, type ExpectedTerms } from '../on-sale/terms.ts';
import { SELLING_MS } from './reservation.ts';

/** One call of placeOrder. */
export type OrderCall = Call<typeof placeOrder>;

export function expectedTermsOf({ body, condition }: OrderCall): ExpectedTerms {
  return { expectedTotalCents: body.expectedTotalCents, condition };
}

/** What will be refused keeps nobody's seats: it is not to become a way of holding them for longer. */
export function pinMs(onSale: EventOnSale, { condition }: ExpectedTerms): number {
  return isMeant(condition, eventTag(onSale.event)) ? SELLING_MS : 0;
}

export function termsToMatch(onSale: EventOnSale, { expectedTotalCents, condition }: ExpectedTerms): TermsToMatch {
  return { totalCents: expectedTotalCents, where: namesVersion(condition) ? undefined : onSale.where };
}
