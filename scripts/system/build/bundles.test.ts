import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { capabilities } from '../../../functions/capabilities.ts';
import type { Capability } from '../../../functions/shared/serve/capability.ts';
import { modulesOf } from '../../trials/bench/profile/modules.ts';
import { FUNCTIONS } from './bundle.ts';
import { built } from '../../testing/servers/of-run.ts';

const ROOT = join(import.meta.dirname, '../../..');

const namesOf = (has: (capability: Capability) => boolean): string[] =>
  capabilities.filter(has).map(({ name }) => name);

/** What only some functions work with, and who these are: nobody else is to have it in its bundle. */
const USERS: Record<string, readonly string[]> = {
  cloudevents: namesOf(({ takes, publishes, sweep }) => Boolean(takes ?? publishes ?? sweep)),
  undici: namesOf(({ publishes }) => publishes !== undefined),
  ioredis: namesOf(({ redis }) => redis !== undefined),
  jose: namesOf(({ settings }) => 'JWKS' in settings),
  'functions/shared/identity/common-passwords.json': namesOf(({ routes }) =>
    routes.some(({ problems }) => (problems as readonly string[]).includes('password_common')),
  ),
  knex: [],
  amqplib: [],
};

test('a bundle has what its function works with, and not what only others do', async () => {
  const found: Record<string, string[]> = Object.fromEntries(Object.keys(USERS).map((name) => [name, []]));
  for (const name of FUNCTIONS) {
    await built(name);
    const bundle = await readFile(join(ROOT, '.build', name, 'function.js'), 'latin1');
    const moduleOf = modulesOf(bundle);
    const modules = new Set(bundle.split('\n').map((_, line) => moduleOf(line)));
    for (const [module, users] of Object.entries(found)) if (modules.has(module)) users.push(name);
  }
  expect(found).toEqual(USERS);
});
