/** Dead letters for the eye. */
import { shortened, textTable } from '../../cli/text-table.ts';
import { type Letter, readKept, type WholeLetter } from './letters.ts';

const REASON_LENGTH = 100;
const COLUMNS = ['received', 'shard', 'source', 'type', 'id', 'reason'] as const;

/** A table, the newest first. */
export function tableOf(letters: readonly Letter[]): string {
  const cells = letters.map((letter) => [
    letter.receivedAt.toISOString(),
    letter.shard,
    ...[letter.source, letter.type, letter.id].map((text) => quoted(plain(text))),
    shortened(plain(letter.reason), REASON_LENGTH),
  ]);
  return textTable([[...COLUMNS], ...cells]);
}

/** Everything about one. */
export function wholeOf(letter: WholeLetter): string {
  const facts = {
    shard: letter.shard,
    received: letter.receivedAt.toISOString(),
    source: letter.source,
    id: letter.id,
    type: letter.type,
    reason: letter.reason,
  };
  const kept = readKept(letter.event);
  return [
    ...Object.entries(facts).map(([name, value]) => `${name}: ${plain(value)}`),
    '',
    ...(kept
      ? [...Object.entries(kept.headers).map(([name, value]) => `${name}: ${plain(value)}`), '', indented(kept.body)]
      : [plain(letter.event)]),
  ].join('\n');
}

function indented(body: string): string {
  try {
    return plain(JSON.stringify(JSON.parse(body), undefined, 2), '\n');
  } catch {
    return plain(body, '\n');
  }
}

/** Whoever sent an event chose its text: nothing in it may steer a terminal. */
function plain(text: string, kept = ''): string {
  return text.replaceAll(/\p{Cc}/gu, (character) => (character === kept ? character : ' '));
}

/** Empty where an event had no such attribute; to be pasted as an argument. */
function quoted(text: string): string {
  return text === '' || /\s/.test(text) ? `'${text}'` : text;
}
