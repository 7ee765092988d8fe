/**
 * Until when a Service has worked. Ticks are no work: they come by themselves, and what they lead to (a message that was left behind is sent)
 * is work of the Service that it goes to.
 */
export class LastWork {
  #isUnderWay = false;
  #endedAt = -Infinity;

  /** It was asked for something: its processes may have something to do after their answer, too. */
  asked(): void {
    this.#isUnderWay = true;
  }

  /** The last of its processes has ended, however that came. */
  ended(at: number): void {
    if (this.#isUnderWay) this.#endedAt = at;
    this.#isUnderWay = false;
  }

  /** -Infinity: it has not. */
  until(now: number): number {
    return this.#isUnderWay ? now : this.#endedAt;
  }
}
