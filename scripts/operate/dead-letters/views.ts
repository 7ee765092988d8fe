/** Dead letters for the eye. */
import { type Letter, readKept, type WholeLetter } from './letters.ts';

const REASON_LENGTH = 100;
const COLUMNS = ['received', 'shard', 'source', 'type', 'id', 'reason'] as const;

/** A table, the newest first. */
export function tableOf(letters: readonly Letter[]): string {
  const cells = letters.map((letter) => [
    letter.receivedAt.toISOString(),
    letter.shard,
    ...[letter.source, letter.type, letter.id].map((text) => quoted(plain(text))),
    shorten(plain(letter.reason)),
  ]);
  const lines = [[...COLUMNS], ...cells];
  const widths = COLUMNS.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
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

function shorten(text: string): string {
  return text.length <= REASON_LENGTH ? text : `${text.slice(0, REASON_LENGTH - 1)}…`;
}

/** Empty where an event had no such attribute; to be pasted as an argument. */
function quoted(text: string): string {
  return text === '' || /\s/.test(text) ? `'${text}'` : text;
}
