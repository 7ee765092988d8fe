import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { modulesOf } from '../../trials/bench/profile/modules.ts';
import { functionNames } from './bundle.ts';
import { built } from '../../testing/servers/of-run.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** What only some functions work with: nobody else is to have it in its bundle. */
const USERS: Record<string, readonly string[]> = {
  cloudevents: ['account', 'book', 'event-global', 'order-record', 'publish', 'register'],
  undici: ['account', 'book', 'publish', 'register'],
  ioredis: ['account', 'book', 'event-detail', 'login', 'order-record', 'publish', 'register', 'verify'],
  jose: ['account', 'book', 'login', 'order-record', 'publish', 'verify'],
  'functions/shared/identity/common-passwords.json': ['account', 'register'],
  knex: [],
  amqplib: [],
};

test('a bundle has what its function works with, and not what only others do', async () => {
  const found: Record<string, string[]> = Object.fromEntries(Object.keys(USERS).map((name) => [name, []]));
  for (const name of await functionNames(ROOT)) {
    await built(name);
    const bundle = await readFile(join(ROOT, '.build', name, 'function.js'), 'latin1');
    const moduleOf = modulesOf(bundle);
    const modules = new Set(bundle.split('\n').map((_, line) => moduleOf(line)));
    for (const [module, users] of Object.entries(found)) if (modules.has(module)) users.push(name);
  }
  expect(found).toEqual(USERS);
});
