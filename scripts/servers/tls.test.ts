/** TLS to given servers: who asks for it speaks with the right one, or with none. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type Server } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { releasePort, takePort } from './ports.ts';
import { closeQuietly, rabbitLink } from '../platform/eventing/rabbit.ts';
import { type Certificate, makeAuthority } from '../testing/servers/certificates.ts';
import { shared } from '../testing/test-program.ts';
import { until } from '../testing/until.ts';
import { amqpAnswers, checkGiven, mysqlAnswers, redisAnswers } from './answer.ts';
import { findProgram, thisMachine } from './machine.ts';
import { startServers } from './start-servers.ts';
import { serverUrl, serverUrls } from '../testing/servers/of-run.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'seatmesh-tls-')));
chmodSync(folder, 0o711);
const ours = makeAuthority(folder, 'ours');
const theirs = makeAuthority(folder, 'theirs');
const children: ChildProcess[] = [];
const closing: Server[] = [];

const KINDS = ['MYSQL', 'REDIS', 'AMQP'] as const;
type Kind = (typeof KINDS)[number];
const ANSWERS = { MYSQL: mysqlAnswers, REDIS: redisAnswers, AMQP: amqpAnswers };
/** URLs of servers with a certificate for `localhost`, for another name, and without TLS. */
const urls = {} as Record<Kind, { good: string; otherName: string; plain: string }>;

beforeAll(async () => {
  const [good, other] = [ours.certify('localhost'), ours.certify('elsewhere.example')];
  urls.MYSQL = await mysqls(good, other);
  urls.REDIS = { ...(await pair(redisWith, good, other)), plain: tlsUrl(await serverUrl('redis'), 'rediss:') };
  urls.AMQP = { ...(await pair(amqpWith, good, other)), plain: tlsUrl(await serverUrl('amqp'), 'amqps:') };
}, 120_000);
afterEach(() => {
  for (const kind of KINDS) delete process.env[`${kind}_CA_FILE`];
  delete process.env['CA_FILE'];
});
afterAll(async () => {
  for (const server of closing) server.close();
  for (const child of children) {
    if (child.exitCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  rmSync(folder, { recursive: true, force: true });
});

function tlsUrl(url: string, protocol: string, port?: number): string {
  const plain = new URL(url);
  return `${protocol}//${plain.username}:${plain.password}@localhost:${port ?? plain.port}`;
}

async function pair(open: (certificate: Certificate) => Promise<string>, good: Certificate, other: Certificate) {
  return { good: await open(good), otherName: await open(other) };
}

/** MariaDB or MySQL on data that a private server has begun. */
async function mysqls(good: Certificate, other: Certificate): Promise<(typeof urls)['MYSQL']> {
  const open = async (certificate: Certificate, name: string): Promise<string> => {
    const dataDir = join(folder, name);
    const begun = await startServers({ dataDir, throwaway: true, env: {}, only: ['mysql'], say: () => {} });
    await begun.stop();
    const data = join(dataDir, 'mariadb/data');
    const port = await takePort('127.0.0.1');
    const { uid, gid } = statSync(data);
    const tls = [`--ssl-ca=${ours.ca}`, `--ssl-cert=${certificate.cert}`, `--ssl-key=${certificate.key}`];
    const settings = [
      '--bind-address=127.0.0.1',
      '--socket=',
      '--skip-name-resolve',
      '--skip-log-bin',
      '--loose-mysqlx=OFF',
    ];
    const program = findProgram(thisMachine(), 'mariadbd', 'mysqld') ?? '';
    const account = uid === 0 ? ['--user=root'] : [];
    const args = ['--no-defaults', `--datadir=${data}`, `--port=${port}`, ...account, ...settings, ...tls];
    children.push(spawn(program, args, { stdio: 'ignore', cwd: join(dataDir, 'mariadb'), uid, gid }));
    releasePort(port);
    await until(
      'MySQL answers',
      () =>
        mysqlAnswers(begun.mysqlUrl.replace(/:\d+$/, `:${port}`)).then(
          () => true,
          () => false,
        ),
      60_000,
    );
    return tlsUrl(begun.mysqlUrl, 'mysql:', port);
  };
  return {
    good: await open(good, 'mysql-good'),
    otherName: await open(other, 'mysql-other'),
    plain: tlsUrl(await serverUrl('mysql'), 'mysql:'),
  };
}

async function redisWith({ cert, key }: Certificate): Promise<string> {
  const port = await takePort('127.0.0.1');
  const program = findProgram(thisMachine(), 'redis-server', 'valkey-server') ?? '';
  const settings = [
    '--bind',
    '127.0.0.1',
    '--port',
    '0',
    '--tls-port',
    String(port),
    '--save',
    '',
    '--requirepass',
    'open',
  ];
  const tls = [
    '--tls-cert-file',
    cert,
    '--tls-key-file',
    key,
    '--tls-ca-cert-file',
    ours.ca,
    '--tls-auth-clients',
    'no',
  ];
  children.push(spawn(program, [...settings, ...tls], { stdio: 'ignore', cwd: folder }));
  releasePort(port);
  await until('Redis listens', () => listens(port));
  return `rediss://:open@localhost:${port}`;
}

/** AMQPS is AMQP within TLS: here it ends in front of the broker, as at a load balancer. */
async function amqpWith({ cert, key }: Certificate): Promise<string> {
  const { port } = new URL(await serverUrl('amqp'));
  const server = createServer({ cert: readFileSync(cert), key: readFileSync(key) }, (socket) => {
    const inner = connect(Number(port), '127.0.0.1');
    for (const [from, to] of [
      [socket, inner],
      [inner, socket],
    ] as const)
      from.on('error', () => to.destroy()).pipe(to);
  });
  server.on('tlsClientError', () => {});
  closing.push(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return tlsUrl(await serverUrl('amqp'), 'amqps:', (server.address() as { port: number }).port);
}

async function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

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
    const cache = openRedis(redis);
    const ready = await whenOpenable(() => [pool])();
    const cipher = ready ? (await pool.query("SHOW STATUS LIKE 'Ssl_cipher'"))[0][0].Value : '';
    console.log(JSON.stringify({ ready, cipher: cipher !== '', redis: await cache.ready(), letsIn: await cache.letsIn() }));
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
