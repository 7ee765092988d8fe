/** Which step of a signing key's life comes next, by what the overlay publishes and what the cluster has. Pure: nothing is remembered elsewhere. */
import { OVERLAP_MS } from '../cluster/keys-in-use.ts';

/** Where keys stand. Keys go by their `kid`. */
export interface KeyState {
  /** In the overlay's jwks.json; undefined: there is no such file. */
  published: readonly string[] | undefined;
  /** What login signs with (Secret signing-key). */
  signing: string | undefined;
  /** What is to follow it (Secret signing-key-next). */
  next: string | undefined;
  /** What every deployed function accepts; undefined: nothing is deployed. */
  accepted: readonly string[] | undefined;
  /** What login signs with as it is deployed, and since when. */
  deployed: { signing: string | undefined; since: Date } | undefined;
  /** Whether a secret store writes the Secret, so that nobody else may. */
  isStored: boolean;
}

export type KeyVerb = 'make' | 'rotate' | 'retire';

/** What is to be done now, and what a person is to do then. */
export type KeyStep =
  | { do: 'make' | 'publish' | 'add next' | 'switch'; say: string }
  | { do: 'drop'; kids: string[]; say: string }
  | { do: 'nothing'; say: string }
  | { do: 'refuse'; say: string };

const refuse = (say: string): KeyStep => ({ do: 'refuse', say });
const DEPLOY = 'npm run deploy';

/** @param now for the overlap */
export function nextStep(verb: KeyVerb, state: KeyState, now: Date): KeyStep {
  if (verb === 'make') return made(state);
  if (state.published === undefined || state.signing === undefined)
    return refuse('there is no signing key yet: npm run keys -- make');
  if (!state.published.includes(state.signing))
    return refuse(
      `the overlay's jwks.json does not have the key ${state.signing}, with which login signs: is it another installation's?`,
    );
  return verb === 'rotate' ? rotated(state, state.published) : retired(state, state.published, state.signing, now);
}

function made({ published, signing, isStored }: KeyState): KeyStep {
  if (signing === undefined && published !== undefined)
    return refuse(
      'the overlay has public keys and the cluster no Secret signing-key: bring that back, or remove jwks.json for new keys',
    );
  if (signing === undefined) {
    if (isStored)
      return refuse(
        'a secret store writes the Secret signing-key: npm run keys (without a verb) makes files, and says how they get there',
      );
    return { do: 'make', say: `${DEPLOY}: functions and edge accept it` };
  }
  if (published === undefined) return { do: 'publish', say: `jwks.json has the public half of what login signs with` };
  if (!published.includes(signing)) return refuse(`jwks.json does not have the key ${signing}, with which login signs`);
  return { do: 'nothing', say: `login signs with ${signing}, and the overlay publishes it` };
}

function rotated({ next, accepted, isStored }: KeyState, published: readonly string[]): KeyStep {
  if (isStored)
    return refuse(
      'a secret store writes the Secret signing-key: npm run keys -- --current jwks.json makes the files, and says the steps',
    );
  if (next === undefined)
    return { do: 'add next', say: `${DEPLOY}, so that everybody accepts both; then npm run keys -- rotate again` };
  if (!published.includes(next)) return { do: 'add next', say: `${DEPLOY}; then npm run keys -- rotate again` };
  if (!accepted?.includes(next))
    return refuse(`not every function accepts ${next} yet: ${DEPLOY}; then npm run keys -- rotate again`);
  return { do: 'switch', say: `${DEPLOY}: login signs with ${next}; 18 minutes later npm run keys -- retire` };
}

function retired({ next, deployed }: KeyState, published: readonly string[], signing: string, now: Date): KeyStep {
  if (next !== undefined) return refuse('a rotation is under way: npm run keys -- rotate');
  const kids = published.filter((kid) => kid !== signing);
  if (kids.length === 0) return { do: 'nothing', say: `only ${signing} is published` };
  if (deployed && deployed.signing !== signing) return refuse(`login does not sign with ${signing} yet: ${DEPLOY}`);
  const good = (deployed?.since.getTime() ?? 0) + OVERLAP_MS;
  if (now.getTime() < good)
    return refuse(`tokens of ${kids.join(', ')} are good until ${new Date(good).toISOString()}: try again then`);
  return { do: 'drop', kids, say: `${DEPLOY}: nobody accepts ${kids.join(', ')} any more` };
}
