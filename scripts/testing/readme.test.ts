/** The commands of the README, as they stand there. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { untilSold } from './events.ts';
import { startTestSystem, type TestSystem } from './test-system.ts';

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem();
});
afterAll(() => system.close());

const BOOK = 'Book a seat with curl';

/** What the commands of a chapter print, line by line, as they stand there but for the address and the remarks. */
async function run(chapters: readonly string[], email = 'ada@example.com'): Promise<string[]> {
  const readme = await readFile(join(import.meta.dirname, '../../README.md'), 'utf8');
  const commands = chapters
    .map((name) => new RegExp(`## ${name}\n+\`\`\`sh\n([^]*?)\`\`\``).exec(readme)?.[1] ?? '')
    .join('\n')
    .replaceAll(/ +# .*$/gm, '')
    .replace('http://127.0.0.1:8080', system.url)
    .replaceAll('ada@example.com', email)
    .replaceAll(/^curl -s .*$/gm, '$&; echo');
  const { stdout } = await promisify(execFile)('sh', ['-ec', commands], { timeout: 50_000 });
  return stdout.split('\n').filter(Boolean);
}

test('"Book a seat with curl" books a seat', async () => {
  const [user, hold, order, availability] = (await run([BOOK])).map((line) => JSON.parse(line));
  expect(user).toMatchObject({ email: 'ada@example.com' });
  expect(hold).toMatchObject({ seats: ['A-1-7', 'A-1-8'], totalCents: 10_000 });
  expect(order).toMatchObject({ status: 'confirmed', items: [{ seat: 'A-2-1', priceCents: 5000 }] });
  expect(availability.counts.free).toBe(37);
  expect((await untilSold(system, order.eventId, 1)).body.counts).toEqual({ free: 37, held: 2, sold: 1 });
});

test('"Your account", after it, exports, changes and closes the account', async () => {
  const email = 'eve@example.com';
  const [user, , , , cancelled, exported, changed, ...rest] = (await run([BOOK, 'Your account'], email)).map((line) =>
    JSON.parse(line),
  );
  expect(cancelled).toMatchObject({ status: 'cancelled' });
  expect(exported).toMatchObject({ account: { id: user.id, email } });
  expect(changed).toMatchObject({ id: user.id, email });
  expect(rest).toEqual([]);
  for (const password of ['correct horse', 'a staple, a battery'])
    expect((await system.ask('POST', '/v1/auth/login', { body: { email, password } })).status).toBe(401);
});
