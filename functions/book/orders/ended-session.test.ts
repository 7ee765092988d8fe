import { afterAll, beforeAll, expect, test } from 'vitest';
import { publishEvent } from '../../../scripts/testing/events.ts';
import { startTestSystem, type Person, type TestSystem } from '../../../scripts/testing/test-system.ts';

let system: TestSystem;
let eventId: string;

beforeAll(async () => {
  system = await startTestSystem();
  eventId = await publishEvent(system, await system.user('Organizer'));
});
afterAll(() => system.close());

let key = 0;
const order = ({ token }: Person) =>
  system.ask('POST', `/v1/events/${eventId}/orders`, { token, key: `k${key++}`, body: { section: 'GA', quantity: 1 } });

const ends: Record<string, (person: Person) => Promise<{ status: number }>> = {
  logout: ({ refreshToken }) => system.ask('POST', '/v1/auth/logout', { body: { refreshToken } }),
  'the end of all sessions': ({ id, token }) => system.ask('POST', `/v1/users/${id}/sessions/end`, { token }),
  'the end of the account': ({ id, token, password }) =>
    system.ask('DELETE', `/v1/users/${id}`, { token, body: { currentPassword: password } }),
};

test.each(Object.keys(ends))(
  '401 token_invalid at the next request after %s, also for who has just bought',
  async (what) => {
    for (let round = 0; round < 4; round += 1) {
      const person = await system.user('Ada');
      const bought = await order(person);
      expect(bought.status).toBe(201);
      expect((await ends[what]?.(person))?.status).toBe(204);
      expect((await order(person)).body).toMatchObject({ status: 401, code: 'token_invalid' });
      const cancelled = await system.ask('POST', `/v1/events/${eventId}/orders/${bought.body.id}/cancel`, person);
      expect(cancelled.body).toMatchObject({ status: 401, code: 'token_invalid' });
    }
  },
);

test('401 token_invalid for the other sessions of an account with a new password; the one that made it goes on', async () => {
  const person = await system.user('Ada');
  const { email, password, id } = person;
  const again = await system.ask('POST', '/v1/auth/login', { body: { email, password } });
  const other = { ...person, token: again.body.accessToken as string };
  expect((await order(other)).status).toBe(201);
  const changed = await system.ask('PATCH', `/v1/users/${id}`, {
    token: person.token,
    body: { password: `${password} anew`, currentPassword: password },
  });
  expect(changed.status).toBe(200);
  expect((await order(other)).body).toMatchObject({ status: 401, code: 'token_invalid' });
  expect((await order(person)).status).toBe(201);
});
