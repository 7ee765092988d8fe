/** Refusals of what somebody does with what is his, in words. */
import { dateText } from '../texts/formats.ts';
import * as t from '../texts/of-page.ts';
import type { OwnRefusal } from './own-requests.ts';

const PLAIN: Readonly<Record<string, string>> = {
  offline: t.offline,
  outcome_unknown: t.unsure,
  unavailable: t.somethingWrong,
  internal: t.somethingWrong,
  password_wrong: t.accountWrongPassword,
  login_too_old: t.accountWrongPassword,
  password_common: t.passwordTooCommon,
  email_taken: t.emailTaken,
  events_to_come: t.accountEventsToCome,
  mail_not_configured: t.accountNoMail,
  mail_token_invalid: t.linkWrong,
  order_not_found: t.orderNotFound,
  event_not_found: t.orderNotFound,
  event_ended: t.orderCancelOver,
};

export function ownRefusalText({ code, cancelUntil, retryAfterSeconds = 60 }: OwnRefusal, zone?: string): string {
  if (code === 'too_many_requests') return t.tooManyTries({ seconds: Math.max(1, retryAfterSeconds) });
  if (code !== 'cancel_closed') return PLAIN[code] ?? t.refusedByCode({ code });
  if (typeof cancelUntil !== 'string') return t.orderCancelNever;
  return t.orderCancelClosed({ when: dateText(t.languageCode, cancelUntil, 'full', zone) });
}
