/** What wakes a function without saying anything: a PingSource's ticks, and the changes that an ApiServerSource has seen. */

/** The `type` of a PingSource's ticks. */
export const TICK = 'dev.knative.sources.ping';

/** The types of an ApiServerSource's events, which name an object that has changed, and nothing of it. */
export const CHANGES = [
  'dev.knative.apiserver.ref.add',
  'dev.knative.apiserver.ref.update',
  'dev.knative.apiserver.ref.delete',
] as const;

const WAKING: ReadonlySet<string> = new Set([TICK, ...CHANGES]);

/** True for events that are believed by the word that their source was given: it can prove nothing of what it sends. */
export function isWaking(type: unknown): boolean {
  return typeof type === 'string' && WAKING.has(type);
}
