/** If-Match and If-Unmodified-Since of what is read. */
import type { IncomingHttpHeaders } from 'node:http';
import { Problem } from '../problem.ts';
import type { PlainAnswer } from './call.ts';
import { conditionOf, isMeant } from './condition.ts';
import { readHttpDate } from './http-date.ts';

/**
 * What a reader says must be so of what it reads (RFC 9110, 13.2.2): by its tag, in whatever coding, or else by when it was changed, if that is known.
 * If-None-Match and If-Modified-Since are for whoever sends the answer.
 * @throws Problem `precondition_failed`
 */
export function requireAsRead({ status, etag, changedAt, stream }: PlainAnswer, asked: IncomingHttpHeaders): void {
  if (status !== 200) return;
  const unmodifiedSince = asked['if-match'] === undefined ? readHttpDate(asked['if-unmodified-since']) : undefined;
  const isMeantTag = isMeant(conditionOf(asked['if-match'], undefined), etag ?? '');
  // HTTP dates have no fractions of a second.
  const isNewer =
    unmodifiedSince !== undefined && changedAt !== undefined && wholeSecond(changedAt) > unmodifiedSince.getTime();
  if (isMeantTag && !isNewer) return;
  stream?.[Symbol.dispose]();
  throw new Problem('precondition_failed', etag === undefined ? 'it is another by now' : `it is ${etag} now`);
}

function wholeSecond(at: Date): number {
  return Math.floor(at.getTime() / 1_000) * 1_000;
}
