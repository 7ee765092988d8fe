/** Hands dead letters to the broker's ingress again. */
import { addressHeaders } from '../../../functions/shared/messages/publisher.ts';
import { PROOF } from '../../../functions/shared/messages/proof.ts';
import { reasonOf } from '../../system/databases/database-error.ts';
import { Fault } from '../../cli/fault.ts';
import { type Box, type Key, lettersUntil, readKept, takeOut, timeOf } from './letters.ts';

/** How a replay went. */
export interface ReplayOutcome {
  replayed: number;
  /** Letters that stay, one line each. */
  refused: string[];
}

/** Longer than the ingress waits for RabbitMQ's confirm. */
const ANSWER_MS = 15_000;
/** Tells of the failed delivery, not of the event: the broker adds them when it gives up. */
const OF_DELIVERY = /^ce-knativeerror/;

/** The broker does not want this event. */
class Refused extends Error {}

/**
 * Replays the named letters, or all that are there now, oldest first.
 * @throws Fault when the ingress or a shard does not answer; what was not replayed stays
 */
export async function replay(
  boxes: readonly Box[],
  wanted: readonly Key[] | 'all',
  ingress: URL,
  say: (line: string) => void,
): Promise<ReplayOutcome> {
  const outcome: ReplayOutcome = { replayed: 0, refused: [] };
  const missing = new Set(wanted === 'all' ? [] : wanted);
  for (const box of boxes) {
    try {
      for await (const key of wanted === 'all' ? lettersUntil(box, await timeOf(box)) : wanted) {
        const name = `${box.shard} ${key.source} ${key.id}`;
        try {
          if (!(await takeOut(box, key, (event) => post(event, ingress)))) continue;
          outcome.replayed += 1;
          say(`replayed ${name}`);
        } catch (error) {
          if (!(error instanceof Refused)) throw error;
          outcome.refused.push(`${name}: ${error.message}`);
        }
        missing.delete(key);
      }
    } catch (error) {
      const where = error instanceof Fault ? '' : `shard ${box.shard}: `;
      throw new Fault(`${where}${reasonOf(error)}; ${outcome.replayed} replayed, the others stay`, { cause: error });
    }
  }
  for (const { source, id } of missing) outcome.refused.push(`${source} ${id}: there is no such dead letter`);
  return outcome;
}

/** Resolves once the broker has the event. @throws Refused; Fault when it does not answer, or is not well */
async function post(event: string, ingress: URL): Promise<void> {
  const kept = readKept(event);
  if (!kept) throw new Refused('it is not kept as headers and body');
  if (!kept.headers[PROOF]) throw new Refused('it has no proof of who sent it, so nobody would believe it');
  const own = Object.entries(kept.headers).filter(([name]) => !OF_DELIVERY.test(name));
  // For whom it is now, which its publisher may not have known.
  const headers = { ...Object.fromEntries(own), ...addressHeaders(kept.headers['ce-type'] ?? '') };
  let response: Response;
  try {
    response = await fetch(ingress, {
      method: 'POST',
      headers,
      body: Buffer.from(kept.body),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
  } catch (error) {
    const reason = reasonOf((error as Error).cause ?? error);
    throw new Fault(`the broker's ingress ${ingress.href}: ${reason}`, { cause: error });
  }
  const text = (await response.text()).split('\n')[0]?.slice(0, 200);
  if (response.status === 202) return;
  const answer = `the broker's ingress answered ${response.status}${text ? ` (${text})` : ''}`;
  throw [400, 403, 413].includes(response.status) ? new Refused(answer) : new Fault(answer);
}
