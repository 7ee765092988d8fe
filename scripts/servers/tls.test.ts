/** TLS to given servers: who asks for it speaks with the right one, or with none. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { rabbitLink } from '../platform/eventing/rabbit.ts';
import { makeAuthorities, startTlsServers, type TlsUrls } from '../testing/servers/tls-servers.ts';
import { shared } from '../testing/test-program.ts';
import { closeQuietly } from './close-quietly.ts';
import { amqpAnswers, checkGiven, mysqlAnswers, redisAnswers } from './answer.ts';
import { serverUrls } from '../testing/servers/of-run.ts';

const KINDS = ['MYSQL', 'REDIS', 'AMQP'] as const;
type Kind = (typeof KINDS)[number];
const ANSWERS = { MYSQL: mysqlAnswers, REDIS: redisAnswers, AMQP: amqpAnswers };
const { folder, ours, theirs } = makeAuthorities();
let urls: TlsUrls;
let stop: () => Promise<void>;

beforeAll(async () => {
  ({ urls, stop } = await startTlsServers({ folder, ours }));
}, 120_000);
afterEach(() => {
  for (const kind of KINDS) delete process.env[`${kind}_CA_FILE`];
  delete process.env['CA_FILE'];
});
afterAll(async () => {
  await stop?.();
  rmSync(folder, { recursive: true, force: true });
});

const check = (kind: Kind, url: string, ca?: string): Promise<void> => {
  if (ca !== undefined) process.env[`${kind}_CA_FILE`] = ca;
  return checkGiven(`${kind}_URL`, url, ANSWERS[kind]);
};

describe.each(KINDS)('%s_URL', (kind) => {
  const distrusted = (reason: string) => ({
    name: 'Fault',
    message: expect.stringMatching(
      new RegExp(`^${kind}_URL: localhost:\\d+ is not trusted \\((${reason})\\): .*${kind}_CA_FILE`),
    ),
  });

  test('a server with a certificate from the CA for its name is spoken to', async () => {
    await expect(check(kind, urls[kind].good, ours.ca)).resolves.toBeUndefined();
  });

  test('CA_FILE is taken where this kind has no file of its own, and named when it does not fit', async () => {
    process.env['CA_FILE'] = ours.ca;
    await expect(check(kind, urls[kind].good)).resolves.toBeUndefined();
    process.env['CA_FILE'] = theirs.ca;
    await expect(check(kind, urls[kind].good)).rejects.toMatchObject({
      name: 'Fault',
      message: expect.stringMatching(/is not trusted .* from the CA in CA_FILE$/),
    });
    await expect(check(kind, urls[kind].good, ours.ca)).resolves.toBeUndefined();
  });

  test('another CA, or none where Node does not know it: refused', async () => {
    await expect(check(kind, urls[kind].good, theirs.ca)).rejects.toMatchObject(distrusted('.*certificate.*'));
    if (kind === 'MYSQL') return;
    delete process.env[`${kind}_CA_FILE`];
    await expect(check(kind, urls[kind].good)).rejects.toMatchObject(distrusted('.*certificate.*'));
  });

  test('a certificate for another name: refused', async () => {
    await expect(check(kind, urls[kind].otherName, ours.ca)).rejects.toMatchObject(distrusted('.*altnames.*'));
  });

  test('a server that speaks no TLS: refused, and not spoken to in plain text', async () => {
    await expect(check(kind, urls[kind].plain, ours.ca)).rejects.toMatchObject({
      name: 'Fault',
      message: expect.stringMatching(new RegExp(`^${kind}_URL: localhost:\\d+ (is not trusted|does not answer) \\(`)),
    });
  });

  test('a CA file that is not there, or no certificate: the variable is named, the URL is not told', async () => {
    const empty = join(folder, 'empty.pem');
    writeFileSync(empty, 'nothing');
    for (const [file, reason] of [
      [join(folder, 'none'), 'cannot be read (ENOENT)'],
      [empty, 'has no certificate in it (PEM is wanted)'],
    ])
      await expect(check(kind, urls[kind].good, file)).rejects.toMatchObject({ message: `${kind}_CA_FILE ${reason}` });
  });
});

const because = (scheme: string) => `is ${scheme}://, which is plain text, though there is a CA file: ${scheme}s://`;

test('a plain URL beside a CA file is refused before anything is sent', async () => {
  const { redisUrl, amqpUrl, mysqlUrl } = await serverUrls();
  await expect(check('REDIS', redisUrl, ours.ca)).rejects.toMatchObject({ message: `REDIS_URL ${because('redis')}` });
  await expect(check('AMQP', amqpUrl, ours.ca)).rejects.toMatchObject({ message: `AMQP_URL ${because('amqp')}` });
  await expect(check('MYSQL', mysqlUrl, ours.ca)).rejects.toMatchObject({
    message: "MYSQL_URL needs the name in the server's certificate for TLS, not an IP address",
  });
});

test('the dispatcher speaks AMQPS, too, and refuses another authority', async () => {
  process.env['AMQP_CA_FILE'] = ours.ca;
  const link = await rabbitLink(
    urls.AMQP.good,
    'test',
    () => {},
    async () => {},
  );
  await closeQuietly(link);
  process.env['AMQP_CA_FILE'] = theirs.ca;
  const { hostname, port } = new URL(urls.AMQP.good);
  expect(hostname).toBe('localhost');
  await expect(amqpAnswers(urls.AMQP.good)).rejects.toMatchObject({
    code: expect.stringMatching(/SELF_SIGNED|UNABLE_TO/),
  });
  expect(Number(port)).toBeGreaterThan(0);
});

const trusting = (ca: string) => ({ MYSQL_CA_FILE: ca, REDIS_CA_FILE: ca });

describe('a function', () => {
  const program = `
    import { openCatalog } from ${shared('mysql/databases.ts')};
    import { openRedis } from ${shared('redis/connection.ts')};
    import { whenOpenable } from ${shared('mysql/readiness.ts')};
    import { readSettings } from ${shared('serve/settings.ts')};
    const { catalog, redis } = readSettings({ name: 'x', routes: [], catalog: true, redis: { keys: [] }, settings: {} });
    const pool = openCatalog(catalog);
    const redisLink = openRedis(redis);
    const ready = await whenOpenable(() => [pool])();
    const cipher = ready ? (await pool.query("SHOW STATUS LIKE 'Ssl_cipher'"))[0][0].Value : '';
    console.log(JSON.stringify({ ready, cipher: cipher !== '', redis: await redisLink.ready(), letsIn: await redisLink.letsIn() }));
    process.exit();`;

  async function run(env: Record<string, string>) {
    const given = { MYSQL_CATALOG: `${urls.MYSQL.good}/mysql`, REDIS_URL: urls.REDIS.good, ...env };
    const child = spawn(process.execPath, ['--input-type=module-typescript', '--eval', program], {
      env: given,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
    const [code] = (await once(child, 'close')) as [number | null];
    const lines = said
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    return { code, said, outcome: lines.find((line) => 'ready' in line) };
  }

  test('speaks TLS with MySQL and Redis whose certificates are from its CA files', async () => {
    expect(await run(trusting(ours.ca))).toMatchObject({
      code: 0,
      outcome: { ready: true, cipher: true, redis: true, letsIn: true },
    });
  });

  test('takes CA_FILE for both; a file for one kind goes before it', async () => {
    for (const env of [{ CA_FILE: ours.ca }, { CA_FILE: theirs.ca, ...trusting(ours.ca) }])
      expect(await run(env)).toMatchObject({
        code: 0,
        outcome: { ready: true, cipher: true, redis: true, letsIn: true },
      });
  });

  test('is not ready, and says which setting, with another CA or another name, of MySQL and of Redis alike', async () => {
    for (const env of [
      trusting(theirs.ca),
      { ...trusting(ours.ca), MYSQL_CATALOG: `${urls.MYSQL.otherName}/mysql`, REDIS_URL: urls.REDIS.otherName },
    ]) {
      const { said, outcome } = await run(env);
      expect(outcome).toEqual({ ready: false, cipher: false, redis: false, letsIn: false });
      expect(said).toContain('not ready: a database is not who CA_FILE (or MYSQL_CA_FILE) and its URL say');
      expect(said).toContain('not ready: redis is not who CA_FILE (or REDIS_CA_FILE) and REDIS_URL say');
      expect(said).not.toContain(new URL(urls.MYSQL.good).password);
    }
  });

  test('is not ready with a MySQL that speaks no TLS; Redis without TLS says nothing at all, and counts as away', async () => {
    const { said, outcome } = await run({
      ...trusting(ours.ca),
      MYSQL_CATALOG: `${urls.MYSQL.plain}/mysql`,
      REDIS_URL: urls.REDIS.plain,
    });
    expect(outcome).toEqual({ ready: false, cipher: false, redis: false, letsIn: true });
    expect(said).toContain('not ready: a database is not who CA_FILE (or MYSQL_CA_FILE) and its URL say');
  });

  test.each([
    [{ MYSQL_CA_FILE: '/none' }, 'MYSQL_CA_FILE: cannot be read (ENOENT)'],
    [{ CA_FILE: '/none' }, 'CA_FILE: cannot be read (ENOENT)'],
    [{ REDIS_CA_FILE: '/none' }, 'REDIS_CA_FILE: cannot be read (ENOENT)'],
    [
      { REDIS_CA_FILE: ours.ca, REDIS_URL: 'redis://:hunter2@localhost' },
      'REDIS_URL: is redis://, which is plain text',
    ],
    [{ MYSQL_CA_FILE: ours.ca, MYSQL_CATALOG: 'mysql://u:hunter2@10.0.0.1/c' }, 'MYSQL_CATALOG: needs the name'],
    [
      { MYSQL_CATALOG: 'mysql://u:hunter2@db/c?ssl-mode=REQUIRED' },
      'MYSQL_CATALOG: ssl-mode may be VERIFY_IDENTITY or',
    ],
    [{ MYSQL_CATALOG: 'mysql://u:hunter2@db/c?ssl={"rejectUnauthorized":false}' }, 'MYSQL_CATALOG: takes ssl-mode'],
  ])('%j does not start: 78, and the variable without its value', async (env, message) => {
    const { code, said } = await run(env);
    expect(code).toBe(78);
    expect(said).toContain(message);
    expect(said).not.toContain('hunter2');
  });
});
