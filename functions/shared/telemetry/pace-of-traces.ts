/** How many traces may begin: so many a second. When there is most to do, as little is told of it as otherwise. */

/** @param perSecond so many at once, too @param now milliseconds, of any clock that does not go back */
export function tracePace(perSecond: number, now: () => number = () => performance.now()): () => boolean {
  let left = perSecond;
  let at = now();
  return () => {
    const moment = now();
    left = Math.min(perSecond, left + ((moment - at) / 1_000) * perSecond);
    at = moment;
    if (left < 1) return false;
    left -= 1;
    return true;
  };
}
