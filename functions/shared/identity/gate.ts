/** A bound on work that is expensive however cheap its request was: so much at once, so much waiting, no more. */
import { Problem } from '../problem.ts';

/** Runs work when its turn has come. @throws Problem `unavailable` at once when too much is waiting already */
export type Gate = <T>(work: () => Promise<T>) => Promise<T>;

/** Makes a gate through which `atOnce` may be running while `waiting` more queue, first come first served. */
export function gate(atOnce: number, waiting: number): Gate {
  let running = 0;
  const queue: (() => void)[] = [];
  return async (work) => {
    if (running < atOnce) running++;
    else if (queue.length < waiting) await new Promise<void>((resolve) => queue.push(resolve));
    else throw new Problem('unavailable', 'too much to do at this moment; try again shortly');
    try {
      return await work();
    } finally {
      // The place is handed on, not freed and taken again: nobody who comes in between can jump the queue.
      const next = queue.shift();
      if (next) next();
      else running--;
    }
  };
}
