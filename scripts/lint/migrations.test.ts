import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
/** Statements on rows; those on tables are the server's to do in place or by a copy. */
const CHANGES_ROWS =
  /\b(UPDATE\s+\w+(\s+\w+)?\s+(SET|JOIN)|DELETE\s+(\w+\s+)?FROM|(INSERT|REPLACE)\s[^;`]*?\bSELECT\b)/i;

const files = globSync('migrations/*/*.ts', { cwd: ROOT }).map((file) => ({
  file,
  text: readFileSync(join(ROOT, file), 'utf8'),
}));

test.each(files.filter(({ text }) => CHANGES_ROWS.test(text)))(
  '$file changes the rows of a table in steps, each a transaction of its own',
  ({ text }) => {
    expect(text).toMatch(/^export const config = \{ transaction: false \};$/m);
    expect(text).toContain("from '../in-steps.ts'");
    const statements = text.match(/`[^`]*`|'[^'\n]*'/g)?.filter((literal) => CHANGES_ROWS.test(literal));
    for (const statement of statements ?? []) expect(statement).toMatch(/> \? AND \S+ <= \?/);
  },
);

test('this looks at migrations that do so', () => {
  const found = files.filter(({ text }) => CHANGES_ROWS.test(text)).map(({ file }) => file);
  expect(found).toEqual(
    expect.arrayContaining(['migrations/events/0003_order_items.ts', 'migrations/users/0002_account_changes.ts']),
  );
});
