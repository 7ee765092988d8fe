import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lettersUntil } from './letters.ts';
import { runScript } from '../../testing/run-script.ts';
import {
  cli,
  CONFIRMED,
  databases,
  folder,
  insert,
  keep,
  order,
  SOURCE,
  startWithLetters,
  system,
} from './fixtures/kept-letters.ts';

startWithLetters();

const NOWHERE = 'mysql://nobody:secret@127.0.0.1:1/nowhere';

describe('list', () => {
  test('shows the newest of all shards, with why they are there', async () => {
    await insert('e1', 'first', '{}', CONFIRMED, new Date(Date.now() - 2_000));
    await insert('catalog', 'second', '{}', 'dev.seatmesh.event.updated.v1', new Date(Date.now() - 1_000));
    const broken = await system.deliver('order-record', {
      type: 'order.confirmed.v1',
      id: 'third',
      data: { seats: 1 },
    });
    expect(broken.status).toBe(204);
    const { code, output, errors } = await cli('list');
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    const [head, ...lines] = output.trimEnd().split('\n');
    expect(head).toMatch(/^received +shard +source +type +id +reason$/);
    expect(lines).toEqual([
      expect.stringMatching(
        /^20\S+Z +u0 +urn:seatmesh:shard:e0 +dev\.seatmesh\.order\.confirmed\.v1 +third +orderId: /,
      ),
      expect.stringMatching(/^20\S+Z +catalog +\/seatmesh\/e0 +dev\.seatmesh\.event\.updated\.v1 +second +because$/),
      expect.stringMatching(/^20\S+Z +e1 +\/seatmesh\/e0 +dev\.seatmesh\.order\.confirmed\.v1 +first +because$/),
      '3 dead letters',
    ]);
    expect((await cli('list', '--limit', '1')).output).toMatch(/ third [^]*\nthe newest 1 of 3 dead letters\n$/);
    expect((await cli('list', '--shard', 'e1', '--shard', 'u1')).output).toMatch(/ first +because\n1 dead letter\n$/);
  });

  test('a shard that is away is named, and the others are shown', async () => {
    await insert('u1', 'there', '{}');
    const outcome = await runScript('dead-letters', ['list', '--data', folder], { MYSQL_E0: NOWHERE });
    expect(outcome).toMatchObject({ code: 1, errors: 'shard e0: does not answer (ECONNREFUSED)\n' });
    expect(outcome.output).toMatch(/ there +because\n1 dead letter\n$/);
  });
});

test('show tells one whole; what a sender wrote cannot steer the terminal', async () => {
  await keep('whole', { headers: { 'ce-subject': 'a\u0080b' } });
  const { code, output } = await cli('show', SOURCE, 'whole');
  expect(code).toBe(0);
  expect(output).toContain('reason: every delivery failed\n');
  expect(output).toContain('\nce-subject: a b\n');
  expect(output).toContain('\nce-knativeerrorcode: 500\n');
  expect(output).toContain(JSON.stringify(JSON.parse(order), undefined, 2));
  expect(await cli('show', SOURCE, 'other')).toEqual({
    code: 1,
    output: '',
    errors: `${SOURCE} other: there is no such dead letter\n`,
  });
});

test('more letters than a page are gone through once each, also those of the same moment', async () => {
  const ids = Array.from({ length: 1_203 }, (_, index) => `many-${index}`);
  const at = new Date('2031-05-14T18:30:00.123Z');
  await system
    .database('u1')
    .query('INSERT INTO dead_letters (source, event_id, type, reason, event, received_at) VALUES ?', [
      ids.map((id) => [SOURCE, id, '', '', '', at]),
    ]);
  const seen: string[] = [];
  for await (const { id } of lettersUntil({ shard: 'u1', pool: system.database('u1') }, at)) seen.push(id);
  expect(seen).toHaveLength(ids.length);
  expect(new Set(seen)).toEqual(new Set(ids));
  const before = lettersUntil({ shard: 'u1', pool: system.database('u1') }, new Date(at.getTime() - 1));
  expect((await before.next()).done).toBe(true);
});

test('exit 2 and one line for what is misspelt, 1 for a shard that there is not', async () => {
  const usage = 'say what to do: npm run dead-letters -- list | show SOURCE ID | replay --all | replay SOURCE ID ...\n';
  expect(await cli('replay')).toEqual({ code: 2, output: '', errors: usage });
  expect(await cli('list', '--shard', 'u9')).toEqual({
    code: 1,
    output: '',
    errors: 'no shard is named u9; there are: u0, u1, e0, e1, catalog\n',
  });
});

test('without a running system: where is the ingress?', async () => {
  const env = Object.fromEntries(
    Object.entries(databases).map(([shard, url]) => [`MYSQL_${shard.toUpperCase()}`, url]),
  );
  const nothing = join(folder, 'nothing');
  expect(await runScript('dead-letters', ['replay', '--all', '--data', nothing], env)).toEqual({
    code: 1,
    output: '',
    errors: `where is the broker's ingress? No system runs on ${nothing}: name the ingress with --to URL\n`,
  });
});
