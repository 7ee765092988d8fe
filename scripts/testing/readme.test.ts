/** The commands of the README, as they stand there. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

test('"Book a seat with curl" books a seat', async () => {
  const readme = await readFile(join(import.meta.dirname, '../../README.md'), 'utf8');
  const block = /## Book a seat with curl\n+```sh\n([^]*?)```/.exec(readme)?.[1] ?? '';
  const commands = block.replace('http://127.0.0.1:8080', world.url).replaceAll(/^curl -s .*$/gm, '$&; echo');
  const { stdout } = await promisify(execFile)('sh', ['-ec', commands], { timeout: 50_000 });
  const [user, hold, order, availability] = stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  expect(user).toMatchObject({ email: 'ada@example.com' });
  expect(hold).toMatchObject({ seats: ['A-1-7', 'A-1-8'], totalCents: 10_000 });
  expect(order).toMatchObject({ status: 'confirmed', items: [{ seat: 'A-2-1', priceCents: 5000 }] });
  expect(availability).toMatchObject({ counts: { free: 37, held: 2, sold: 1 } });
});
