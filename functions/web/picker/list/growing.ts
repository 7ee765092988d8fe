/** Long lists are built a part at a time, so that the first can be used, and the page answers, while the rest comes. */
import { useEffect, useState } from 'preact/hooks';
import { othersTurn } from '../turns.ts';

/** So many lines take a phone less than 50 ms. */
const AT_ONCE = 24;

/** How many of a list are to be shown by now. */
export function useGrowing(all: number): number {
  const [shown, setShown] = useState(AT_ONCE);
  useEffect(() => {
    if (shown >= all) return undefined;
    let isOver = false;
    void othersTurn().then(() => {
      if (!isOver) setShown(shown + AT_ONCE);
    });
    return () => {
      isOver = true;
    };
  }, [shown, all]);
  return Math.min(shown, all);
}
