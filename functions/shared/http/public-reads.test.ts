import { expect, test } from 'vitest';
import { routeTables } from '../../../scripts/manifests/route-tables.ts';
import { on } from './call.ts';
import { compileRoutes } from './router.ts';

const compiled = compileRoutes(
  routeTables.flatMap(({ routes }) => routes.map((route) => on(route as never, () => undefined as never))),
);

test('what is at a path is for everybody to read if no token is needed for it, and for nobody else if one is', () => {
  const event = '/v1/events/evt_0a7_01HZ0000000000000000000000';
  const user = '/v1/users/usr_0a7_01HZ0000000000000000000000';
  for (const path of ['/v1/events', event, `${event}/chart`, `${event}/availability`, `${event}/availability/stream`])
    expect([path, compiled.isPublicRead(path)]).toEqual([path, true]);
  for (const path of [
    user,
    `${user}/orders`,
    `${user}/export`,
    `${event}/orders`,
    `${event}/holds`,
    '/v1/users',
    '/nothing',
  ])
    expect([path, compiled.isPublicRead(path)]).toEqual([path, false]);
});
