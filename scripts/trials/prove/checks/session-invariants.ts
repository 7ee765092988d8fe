/** Sessions: a wrong password never lets in, a refresh token is used once, and what has ended stays ended. */
import type { Evidence } from '../evidence/evidence.ts';
import { isQuiet } from './quiet-invariant.ts';
import { callsOf } from './index-of.ts';

/** Functions ask of a session again every five seconds; and then an answer has to be had. */
export const REFUSED_WITHIN_MS = 7_000;

/** A wrong password is refused whatever strikes, and in the quiet period the right one is not. */
export function passwordsCount(evidence: Evidence): string[] {
  return callsOf(evidence, 'login').flatMap(({ right, outcome, buyer, from, status }) => {
    if (!right && outcome === 'ok') return [`${buyer} was let in at ${from} with a wrong password`];
    return right && outcome === 'refused'
      ? [`${buyer} was refused at ${from} with the right password (${status})`]
      : [];
  });
}

/**
 * Each refresh token gives at most one successor that is used; using both ends the session, and so does logging out. In an ended
 * session nothing is refreshed any more, and its access tokens are refused within the stated time.
 */
export function sessionsEnd(evidence: Evidence): string[] {
  const refreshes = Map.groupBy(callsOf(evidence, 'refresh'), ({ session }) => session);
  const ended = new Map<string, number>();
  for (const { session, outcome, to } of callsOf(evidence, 'logout')) if (outcome === 'ok') end(ended, session, to);
  const twice: string[] = [];
  for (const [session, calls] of refreshes) {
    const done = calls.filter(({ outcome }) => outcome === 'ok');
    for (const first of done) {
      // Its successor was used, and then it came again.
      const used = done.find(({ token, from }) => token === first.answer?.token && from > first.to);
      for (const again of calls.filter(({ token, from }) => used && token === first.token && from > used.to)) {
        if (again.outcome === 'ok')
          twice.push(`${again.token} was taken at ${again.from}, and its successor had been used`);
        if (again.outcome === 'refused') end(ended, session, again.to);
      }
    }
  }
  return [
    ...twice,
    ...callsOf(evidence, 'refresh').flatMap(({ session, outcome, from, token }) =>
      outcome === 'ok' && from > (ended.get(session) ?? Infinity)
        ? [`${token} was taken at ${from}, and its session had ended at ${ended.get(session)}`]
        : [],
    ),
    ...callsOf(evidence, 'refresh').flatMap((call) => {
      const isFresh = refreshes
        .get(call.session)
        ?.every(({ token, from }) => token !== call.token || from >= call.from);
      const goesOn = call.to < (ended.get(call.session) ?? Infinity);
      return call.outcome === 'refused' && isFresh && goesOn && isQuiet(evidence, call)
        ? [`${call.token} was refused at ${call.from}, and nobody had used it`]
        : [];
    }),
    ...callsOf(evidence, 'visit').flatMap((call) => {
      const since = ended.get(call.session) ?? Infinity;
      // Without Redis nobody hears of an end, and emptied it forgets: then a token counts until it expires.
      return call.outcome === 'ok' &&
        call.from > since + REFUSED_WITHIN_MS &&
        isQuiet(evidence, { from: since, to: call.to })
        ? [`${call.session} ended at ${since}, and its access token was taken at ${call.from}`]
        : [];
    }),
  ];
}

function end(ended: Map<string, number>, session: string, at: number): void {
  ended.set(session, Math.min(at, ended.get(session) ?? Infinity));
}
