/** What the desk says of what was not done. Pure. */
import * as t from '../texts/of-desk.ts';
import type { DeskProblem } from './desk-api.ts';

export function problemWords({ code, seats = [], retryAfterSeconds = 60 }: DeskProblem): string {
  switch (code) {
    case 'offline':
      return t.offline;
    case 'token_missing':
    case 'token_invalid':
    case 'token_expired':
      return t.deskSignedOut;
    case 'not_organizer':
    case 'not_yours':
      return t.deskNotYours;
    case 'event_not_found':
      return t.deskNoEvent;
    case 'order_not_found':
      return t.deskNoOrder;
    case 'too_many_requests':
      return t.refusedTooMany({ seconds: retryAfterSeconds });
    case 'chart_locked':
      return t.deskChartLocked;
    case 'event_cancelled':
      return t.deskIsCancelled;
    case 'event_published':
      return t.deskIsPublished;
    case 'event_draft':
      return t.refusedDraft;
    case 'event_changed':
    case 'precondition_failed':
      return t.deskChangedMeanwhile;
    case 'seats_unavailable':
      return t.refusedSeats({ count: Math.max(1, seats.length), seats: seats.join('; ') });
    case 'seats_unknown':
      return t.refusedUnknownSeats;
    case 'block_not_found':
      return t.deskBlockGone;
    case 'outcome_unknown':
      return t.deskUnsure;
    case 'unavailable':
    case '502':
    case '503':
    case '504':
      return t.unavailableText;
    default:
      return t.deskRefused({ code });
  }
}
