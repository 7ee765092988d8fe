import { expect, test } from 'vitest';
import type { Verb } from './publish.ts';
import { showProgress } from './import-progress.ts';

function shown(total: number, skipped: number, verbs: readonly Verb[]): string[] {
  const lines: string[] = [];
  const stream = { isTTY: false, write: (line: string) => lines.push(line) } as unknown as NodeJS.WriteStream;
  const progress = showProgress(total, skipped, stream);
  for (const verb of verbs) progress.step(verb);
  progress.end();
  return lines;
}

test('the last line counts all events of the file, and what became of each', () => {
  expect(shown(4, 1, ['published', 'published', 'refused']).at(-1)).toBe(
    '4 of 4 events: 2 published, 1 refused, 1 skipped\n',
  );
  expect(shown(1, 0, ['nothing'])).toEqual(['1 of 1 event: 1 with nothing to do\n']);
});

test('of many, ten lines tell how far it is', () => {
  const verbs: Verb[] = Array.from({ length: 1_000 }, (_, index) => (index % 2 === 0 ? 'changed' : 'unchanged'));
  const lines = shown(1_000, 0, verbs);
  expect(lines).toHaveLength(10);
  expect(lines[0]).toBe('100 of 1000 events: 50 changed, 50 unchanged\n');
  expect(lines.at(-1)).toBe('1000 of 1000 events: 500 changed, 500 unchanged\n');
});
