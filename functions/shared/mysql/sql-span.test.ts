import { expect, test } from 'vitest';
import { spanOfSql } from './sql-span.ts';

test.each([
  ['SELECT id, version FROM events WHERE id IN (?,?)', 'SELECT events'],
  ['\n  INSERT INTO outbox (event_id) VALUES (?)', 'INSERT outbox'],
  ['UPDATE orders SET status = ?', 'UPDATE orders'],
  ['DELETE FROM inbox WHERE received_at < ?', 'DELETE inbox'],
  ['COMMIT', 'COMMIT'],
  ["SELECT 'a secret' AS text", 'SELECT'],
])('%s is called %s', (sql, name) => {
  expect(spanOfSql(sql)).toMatchObject({ name, attributes: { 'db.query.summary': name } });
});

test('however many statements there are, it remembers so many', () => {
  for (let at = 0; at < 5_000; at++) expect(spanOfSql(`SELECT ${at} FROM events`).name).toBe('SELECT events');
});
