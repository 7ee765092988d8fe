/** Long work in steps: what else waits to be done in the page has its turn between them. */

/** A phone takes four times as long, and what takes it more than 50 ms is felt. */
const TURN_MS = 9;

/** Does all steps, and lets others go first whenever it has taken its time. */
export async function inTurns<Made>(steps: Generator<void, Made>): Promise<Made> {
  for (;;) {
    await othersTurn();
    const until = performance.now() + TURN_MS;
    do {
      const { done, value } = steps.next();
      if (done) return value;
    } while (performance.now() < until);
  }
}

/** What else waits to be done in the page goes first. A timer would be made to wait 4 ms after some turns. */
export function othersTurn(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  const { promise, resolve } = Promise.withResolvers<void>();
  port1.addEventListener('message', () => {
    port1.close();
    resolve();
  });
  port1.start();
  port2.postMessage(0);
  return promise;
}
