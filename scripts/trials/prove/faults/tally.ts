/** How often each kind of fault struck, and where. */

export class Tally {
  readonly #struck = new Map<string, Map<string, number>>();

  add(kind: string, where: string): void {
    const places = this.#struck.get(kind) ?? new Map<string, number>();
    this.#struck.set(kind, places);
    places.set(where, (places.get(where) ?? 0) + 1);
  }

  of(kind: string): number {
    return [...(this.#struck.get(kind)?.values() ?? [])].reduce((sum, times) => sum + times, 0);
  }

  get total(): number {
    return [...this.#struck.keys()].reduce((sum, kind) => sum + this.of(kind), 0);
  }

  /** By kind and place, most often first. */
  rows(): { kind: string; where: string; times: number }[] {
    return [...this.#struck].flatMap(([kind, places]) =>
      [...places].map(([where, times]) => ({ kind, where, times })).toSorted((a, b) => b.times - a.times),
    );
  }
}
