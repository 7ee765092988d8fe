/** Whether public keys may go, which every token at the edge goes by from the moment they are applied. Pure. */

/** So long an access token is good, two minutes for the last answers of pods that go, and one for clocks. */
export const OVERLAP_MS = 18 * 60_000;

/** Where keys stand before a deployment. Keys go by their `kid`. */
export interface KeysInUse {
  /** What is to be deployed. */
  published: readonly string[];
  /** What login is to sign with (Secret signing-key); undefined: there is none yet. */
  signing: string | undefined;
  /** What login signs with as it is deployed, and since when; undefined: nothing is deployed. */
  deployed: { signing: string | undefined; since: Date } | undefined;
  /** What the edge takes. */
  live: readonly string[];
}

/** Why they may not; undefined when they may. @param dropped a key that is to go though tokens of it are good: one that has leaked */
export function whyNotDeployed(
  { published, signing, deployed, live }: KeysInUse,
  dropped: string | undefined,
  now: Date,
): string | undefined {
  const lacks = (kid: string | undefined): kid is string => kid !== undefined && !published.includes(kid);
  if (lacks(signing))
    return `the overlay's jwks.json does not have ${signing}, with which login is to sign (Secret signing-key)`;
  const current = deployed?.signing;
  const isRecent = deployed !== undefined && now.getTime() - deployed.since.getTime() < OVERLAP_MS;
  const gone = [current, ...(isRecent ? live : [])].find((kid) => lacks(kid) && kid !== dropped);
  if (gone === undefined) return undefined;
  return `the overlay's jwks.json does not have ${gone}, of which tokens are still good: the edge would refuse them at once (npm run keys -- retire drops a key in time; --drop-key ${gone} drops it now)`;
}
