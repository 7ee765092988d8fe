import fc from 'fast-check';
import { Redis } from 'ioredis';
import { createConnection } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { errorForLog, withoutSecrets } from './secrets-in-text.ts';
import { serverUrl } from '../../scripts/testing/servers/of-run.ts';

const SECRET = 'hunter2hunter2hunter2';
const JWT = `eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJ1c3IifQ.${SECRET}`;

test.each([
  `cannot reach mysql://seatmesh:${SECRET}@10.0.0.1:3306/e0`,
  `rediss://:${SECRET}@cache:6379`,
  `amqps://u:${SECRET}@mq`,
  `authorization: Bearer ${SECRET}`,
  `"authorization":"Bearer ${JWT}"`,
  `jwt ${JWT} is bad`,
  `Cookie: a=b; session=${SECRET}; c=d`,
  `{"set-cookie":"session=${SECRET}; HttpOnly"}`,
  `GET /v1?access_token=${SECRET}&a=b`,
  `{ command: { name: 'auth', password: '${SECRET}' } }`,
  `refreshToken: "${SECRET}"`,
  `MYSQL_PASSWORD=${SECRET}`,
  `client_secret = ${SECRET}`,
  `Basic ${SECRET}==`,
  `{"kty":"OKP","d":"${SECRET}","x":"public"}`,
  `Duplicate entry '${SECRET}@example.com' for key 'users.email'`,
  `Duplicate entry 'ä${SECRET}@example.com' for key 'users.email'`,
  `Duplicate entry '${SECRET}@xn--e1afmkfd.xn--p1ai' for key 'users.email'`,
  `Duplicate entry '"${SECRET} b"@example.com' for key 'users.email'`,
  `Duplicate entry '"${SECRET}@b"@example.com' for key 'users.email'`,
  String.raw`Duplicate entry '"${SECRET}\"b\\"@example.com' for key 'users.email'`,
  String.raw`{"email":"\"${SECRET} b\"@example.com"}`,
])('%s: the secret is taken out', (text) => {
  expect(withoutSecrets(text)).not.toContain('hunter2');
});

test('what helps to find a fault stays', () => {
  const texts = [
    'connect ECONNREFUSED 127.0.0.1:3306',
    "Access denied for user 'seatmesh'@'127.0.0.1' (using password: YES)",
    '{"level":"info","path":"/v1/events/evt_0a7_01JD/orders","status":401,"code":"token_expired"}',
    'at file:///srv/functions/book/index.ts:12:3',
    'log in again: the access token has expired',
  ];
  for (const text of texts) expect(withoutSecrets(text)).toBe(text);
});

test('no text makes it slow', () => {
  const pieces = [
    '://',
    '@',
    'a',
    ' ',
    'eyJ',
    'cookie',
    'token',
    ':',
    '=',
    '"',
    'Bearer ',
    '.',
    '-',
    'b@c.',
    '\\',
    '"a',
    '"@',
    'é',
  ];
  const text = fc.oneof(
    fc.constantFrom(...pieces),
    fc.tuple(fc.constantFrom(...pieces), fc.constantFrom(...pieces)).map((two) => two.join('')),
  );
  fc.assert(
    fc.property(text, (piece) => {
      const long = piece.repeat(Math.ceil(200_000 / piece.length));
      const before = process.cpuUsage();
      withoutSecrets(long);
      // Quadratic work on 200,000 characters takes minutes; once through takes milliseconds.
      expect(process.cpuUsage(before).user / 1_000).toBeLessThan(1_500);
    }),
    { numRuns: 120 },
  );
}, 120_000);

test('an error is logged by what it says: not the AUTH that Redis refused, nor the statement that MySQL refused', async () => {
  const [mysqlUrl, redisUrl] = [await serverUrl('mysql'), await serverUrl('redis')];
  // Where there are no passwords, one that is wrong for the usual account is none.
  const wrong = Object.assign(new URL(redisUrl), { username: 'nobody', password: SECRET }).href;
  const redis = new Redis(wrong, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 });
  const refused = new Promise<Error>((resolve) => redis.once('error', resolve));
  await redis.connect().catch(() => {});
  const auth = await refused;
  redis.disconnect();
  // The secret does hang on it.
  expect(JSON.stringify(auth, Object.getOwnPropertyNames(auth).concat('args', 'name'))).toContain(SECRET);
  expect(errorForLog(auth)).toMatchObject({ message: expect.stringContaining('WRONGPASS') });
  expect(JSON.stringify(errorForLog(auth))).not.toContain(SECRET);

  const connection = await createConnection(mysqlUrl);
  const statement = await connection.query(`SELECT nothing FROM nowhere WHERE hash = '${SECRET}'`).catch((e) => e);
  await connection.end();
  expect((statement as { sql: string }).sql).toContain(SECRET);
  const logged = errorForLog(new Error('failed', { cause: statement }));
  expect(logged.cause).toMatchObject({ errno: 1046, code: 'ER_NO_DB_ERROR', sqlState: '3D000' });
  expect(JSON.stringify(logged)).not.toContain(SECRET);
});

test('causes and collected errors are told to a depth, and anything may be thrown', () => {
  let deep = new Error('0');
  for (let level = 1; level < 50; level++) deep = new Error(String(level), { cause: deep });
  expect(JSON.stringify(errorForLog(deep)).match(/"message"/g)).toHaveLength(5);
  const many = new AggregateError(Array.from({ length: 100 }, () => new Error(`token=${SECRET}`)));
  expect(errorForLog(many).errors).toHaveLength(4);
  expect(JSON.stringify(errorForLog(many))).not.toContain(SECRET);
  for (const thrown of [undefined, null, 'text', 7]) expect(errorForLog(thrown).message).toBe(String(thrown));
});
