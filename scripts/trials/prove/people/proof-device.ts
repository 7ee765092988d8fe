/** A buyer's device: sends what its buyer undertakes until the outcome is known, and writes down every answer. */
import { setTimeout as wait } from 'node:timers/promises';
import type { SeededRandom } from '../../seeded-random.ts';
import { answerOf, factsOf, outcomeOf } from './answer-meaning.ts';
import type { JsonRequest, ProofClient, ProofReply } from './proof-client.ts';
import type { ProofCall } from '../evidence/evidence.ts';

const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 600;
/** What is not known after so many tries is left until the system is well again. */
const TRIES = 6;

/** Something whose outcome a buyer has yet to learn, or does learn in the end. */
export interface Undertaking {
  ask: JsonRequest;
  /** The call, but for what its answer says. */
  call: Record<string, unknown>;
}

export interface DeviceOptions {
  /** Whose it is. */
  id: string;
  token: string;
  client: ProofClient;
  random: SeededRandom;
  write: (call: ProofCall) => void;
}

/** Something that asks. */
export class ProofDevice {
  readonly #is: DeviceOptions;
  #open: Undertaking[] = [];

  constructor(options: DeviceOptions) {
    this.#is = options;
  }

  /** Repeats until the outcome is known, or leaves it open. @returns the answer that settled it */
  async undertake(undertaking: Undertaking): Promise<ProofReply | undefined> {
    for (let tries = 1, pauseMs = FIRST_PAUSE_MS; tries <= TRIES; tries++) {
      const reply = await this.once(undertaking);
      if (outcomeOf(reply) !== 'unknown') return reply;
      await wait(pauseMs * (0.5 + this.#is.random.next()));
      pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2.5);
    }
    this.#open.push(undertaking);
    return undefined;
  }

  /** Takes up again what was left open. @returns each with the answer that settled it, if any did */
  async learn(): Promise<{ undertaking: Undertaking; reply: ProofReply | undefined }[]> {
    const learnt = [];
    for (const undertaking of this.#open.splice(0))
      learnt.push({ undertaking, reply: await this.undertake(undertaking) });
    return learnt;
  }

  async once({ ask, call }: Undertaking): Promise<ProofReply> {
    const { id, token, client, write } = this.#is;
    const reply = await client.ask({ ...ask, token });
    write({ ...call, buyer: id, ...factsOf(reply, (good) => answerOf(String(call['op']), good)) } as ProofCall);
    return reply;
  }
}
