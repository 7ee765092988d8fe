/** Sides follow the direction of the text: what is left in one language is right in another. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const FOLDER = import.meta.dirname;
const SHORT =
  /^\s*(?:padding|margin|inset|border-width|border-style|border-color|scroll-padding|scroll-margin): (.+);$/;
const PHYSICAL =
  /^\s*(?:(?:padding|margin|border|scroll-padding|scroll-margin)-(?:left|right)\b|(?:left|right):|(?:float|clear|text-align): (?:left|right))/;

/** The values of a property, parted where nothing is open. */
function values(text: string): string[] {
  const found = [''];
  let open = 0;
  for (const letter of text) {
    if (letter === '(') open++;
    if (letter === ')') open--;
    if (letter === ' ' && open === 0) found.push('');
    else found[found.length - 1] += letter;
  }
  return found;
}

/** Whether a line of a style sheet gives left and right other sizes. */
function isOneSided(line: string): boolean {
  const [, right, , left] = values(SHORT.exec(line)?.[1] ?? '');
  return PHYSICAL.test(line) || (left !== undefined && left !== right);
}

test('a side is named by where lines begin and end', () => {
  expect(isOneSided('  padding: var(--s2) 0 var(--s2) calc(1rem + var(--s3));')).toBe(true);
  expect(isOneSided('  margin-left: 1px;')).toBe(true);
  expect(isOneSided('  padding: 0 calc(1px + 2px) 0 calc(1px + 2px);')).toBe(false);
  const sheets = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.css'));
  const found = sheets.flatMap((name) =>
    readFileSync(join(FOLDER, name), 'utf8')
      .split('\n')
      .flatMap((line, index) => (isOneSided(line) ? [`${name}:${index + 1}:${line}`] : [])),
  );
  expect(found).toEqual([]);
});
