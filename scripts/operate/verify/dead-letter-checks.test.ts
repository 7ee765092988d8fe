/** What the checks of dead letters rest on: which message is kept at once, and which is not believed by whom. */
import { createSecretKey } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isProven, PROOF } from '../../../functions/shared/messages/proof.ts';
import { startTestSystem, type TestSystem } from '../../testing/test-system.ts';
import { madeUp, madeUpProof } from './dead-letter-checks.ts';

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem();
}, 120_000);
afterAll(() => system.close());

const NOW = new Date('2031-05-14T18:30:00.123Z');
const deliver = async (service: string, path: string, shard: string, id: string) => {
  const { headers, body } = madeUp(shard, id, new Date());
  const answer = await system.inside(service, 'POST', path, { headers: system.proven(headers, body), raw: body });
  return answer.status;
};
const reasons = async (shard: string, id: string) => {
  const [rows] = await system.database(shard).query('SELECT reason FROM dead_letters WHERE event_id = ?', [id]);
  return (rows as { reason: string }[]).map(({ reason }) => reason);
};

test('its proof is made with the newest key of a Secret', () => {
  const [newest, former] = ['n'.repeat(40), 'f'.repeat(40)];
  const { headers, body } = madeUp('e0', 'one', NOW);
  const whole = { ...headers, [PROOF]: madeUpProof(`${newest}, ${former}`, 'e0', 'one', NOW) };
  const by = (key: string) => isProven([createSecretKey(key, 'utf8')], whole, Buffer.from(body));
  expect([by(newest), by(former)]).toEqual([true, false]);
  expect(headers['ce-toorderrecord']).toBe('yes');
});

test(
  'of an events shard: order-record believes it, can never handle it, and keeps it at once',
  { timeout: 60_000 },
  async () => {
    expect(await deliver('order-record', '/cloudevents', 'e0', 'refused')).toBe(204);
    expect(await reasons('u0', 'refused')).toEqual([expect.stringMatching(/^orderId: /)]);
  },
);

test(
  'of a users shard: order-record answers 503 each time, and the dead-letter sink keeps it',
  { timeout: 60_000 },
  async () => {
    expect(await deliver('order-record', '/cloudevents', 'u0', 'given-up')).toBe(503);
    expect(await deliver('publish', '/dead-letters', 'u0', 'given-up')).toBe(204);
    expect(await reasons('e0', 'given-up')).toEqual(['every delivery failed']);
  },
);
