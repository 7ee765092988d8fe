/** Work that can be done in steps. Pure. */

/** All steps, one after the other. */
export function wholeOf<Made>(steps: Generator<void, Made>): Made {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}
