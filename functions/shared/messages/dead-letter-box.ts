/** What can never be handled, and what the broker has given up, is kept in `dead_letters` of a database that answers. */
import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { log } from '../log.ts';
import { PROOF } from './proof.ts';
import type { DeliveredMessage } from './read-message.ts';
import { isWaking } from './ticks.ts';
import { insertOnce } from '../mysql/statements.ts';
import type { Pool } from '../mysql/pool.ts';

/** What a column of the key has room for; its collation passes over blanks at the end. */
const KEY_LENGTH = 255;

/** A message that can never be handled. */
export class Unreadable extends Error {}

/** Where messages go that can never be handled. Writes into the first database that answers. */
export function deadLetterBox(pools: () => Pool[]) {
  return async (letter: { source: string; id: string; type: string; reason: string; event: string }): Promise<void> => {
    let failure: unknown = new Error('no database to keep dead letters in');
    for (const pool of pools()) {
      try {
        await insertOnce(
          pool,
          'INSERT INTO dead_letters (source, event_id, type, reason, event) VALUES (?, ?, ?, ?, ?)',
          [
            keyOf(letter.source),
            keyOf(letter.id),
            letter.type.slice(0, 255),
            letter.reason.slice(0, 1000),
            letter.event,
          ],
        );
        return;
      } catch (error) {
        failure = error;
      }
    }
    throw failure;
  };
}

/** A text as it is where the column can tell it from any other, else its hash; the letter itself has it in full. */
function keyOf(text: string): string {
  const isTold = text.length <= KEY_LENGTH && text === text.trimEnd() && text.isWellFormed();
  return isTold ? text : `sha256:${createHash('sha256').update(Buffer.from(text, 'utf16le')).digest('hex')}`;
}

/** Keeps a dead letter. */
export type DeadLetterBox = ReturnType<typeof deadLetterBox>;

/** Keeps a message, or what came in place of one. @throws when no database takes it */
export async function keep(
  box: DeadLetterBox,
  message: DeliveredMessage | undefined,
  headers: IncomingHttpHeaders,
  body: Buffer,
  error: unknown,
) {
  const reason = error instanceof Error ? error.message : String(error);
  log.warn({ source: message?.source, id: message?.id, type: message?.type, reason }, 'kept as a dead letter');
  const attributes = Object.fromEntries(
    Object.entries(headers).filter(
      ([name]) => (name.startsWith('ce-') && !isWord(name, headers)) || name === 'content-type',
    ),
  );
  const text = JSON.stringify({ headers: attributes, body: body.toString('utf8') });
  await box({
    source: message?.source ?? String(headers['ce-source'] ?? ''),
    // What has no id goes by what it is, or a second one would be taken for the first.
    id: message?.id ?? String(headers['ce-id'] ?? createHash('sha256').update(text).digest('hex')),
    type: message?.type ?? '',
    reason,
    event: text,
  });
}

/** In the place of a proof ticks have a word that is good for all of them: it is no matter of whoever reads a letter. */
function isWord(name: string, headers: IncomingHttpHeaders): boolean {
  return name === PROOF && isWaking(headers['ce-type']);
}
