/** What a check of a deployed system is. */
import type { EdgePlace } from '../cluster/edge-client.ts';
import type { Kubectl } from '../cluster/kubectl.ts';
import type { Storyline } from './story.ts';

/** On what is checked. */
export interface VerifyScene {
  place: EdgePlace;
  tell: (line: string) => void;
  signal: AbortSignal;
  /** Made by the first check that needs it. */
  storyline?: Storyline;
}

/** A message that cannot be handled, and when it was sent (`performance.now()`). */
export interface SentLetter {
  source: string;
  id: string;
  at: number;
}

/** With a cluster behind it. */
export interface ClusterScene extends VerifyScene {
  cluster: Kubectl;
  /** A later check looks for a message that the broker gives up. */
  looksForGivenUp: boolean;
  /** That message, where it is on its way. */
  givenUp?: SentLetter;
}

export interface VerifyCheck {
  name: string;
  about: string;
  /** @returns what was found, in a line; @throws Fault that says what is wrong */
  run: (scene: VerifyScene) => Promise<string>;
}

/** One that needs a way to the cluster's API. */
export interface ClusterCheck {
  name: string;
  about: string;
  /** It takes something away from those who use the system now. */
  disturbs?: true;
  run: (scene: ClusterScene) => Promise<string>;
}
