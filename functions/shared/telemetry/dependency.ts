/** A server that a function needs to do its work: a database, or Redis. */
export interface Dependency {
  /** Answers a readiness probe: whether it lets this process in, or would if it were not away. A process that was let in once stays so. */
  letsIn: () => Promise<boolean>;
  /** What of it does not answer now, each with why: `e0 (ETIMEDOUT)`. Read by others than operators, too, so no addresses. */
  away: () => Promise<readonly string[]>;
}
