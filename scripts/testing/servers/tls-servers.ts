/** Servers that speak TLS: MySQL, Redis, and the run's RabbitMQ behind TLS; with a certificate for `localhost`, and one for another name. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type Server } from 'node:tls';
import { findProgram, thisMachine } from '../../servers/machine.ts';
import { mysqlAnswers } from '../../servers/answer.ts';
import { takePort } from '../../servers/ports.ts';
import { startServers } from '../../servers/start-servers.ts';
import { until } from '../until.ts';
import { type Authority, type Certificate, makeAuthority } from './certificates.ts';
import { serverUrl } from './of-run.ts';

/** Where a kind of server is: with the right certificate, with one for another name, and without TLS. */
export interface UrlsOfKind {
  good: string;
  otherName: string;
  plain: string;
}

export type TlsUrls = Record<'MYSQL' | 'REDIS' | 'AMQP', UrlsOfKind>;

/** What the servers of a file work with. */
export interface TlsPlace {
  /** Servers of any account can enter it. */
  folder: string;
  /** The authority that certifies the servers. */
  ours: Authority;
}

/** A folder with two authorities: ours certifies the servers, theirs does not. */
export function makeAuthorities(): TlsPlace & { theirs: Authority } {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'seatmesh-tls-')));
  chmodSync(folder, 0o711);
  return { folder, ours: makeAuthority(folder, 'ours'), theirs: makeAuthority(folder, 'theirs') };
}

/** Starts them; `stop` ends them. */
export async function startTlsServers(place: TlsPlace): Promise<{ urls: TlsUrls; stop: () => Promise<void> }> {
  const servers = new TlsServers(place);
  try {
    return { urls: await servers.open(), stop: () => servers.stop() };
  } catch (error) {
    await servers.stop();
    throw error;
  }
}

class TlsServers {
  readonly #place: TlsPlace;
  readonly #children: ChildProcess[] = [];
  readonly #closing: Server[] = [];

  constructor(place: TlsPlace) {
    this.#place = place;
  }

  async open(): Promise<TlsUrls> {
    const { ours } = this.#place;
    const [good, other] = [ours.certify('localhost'), ours.certify('elsewhere.example')];
    return {
      MYSQL: {
        good: await this.#mysqlWith(good, 'mysql-good'),
        otherName: await this.#mysqlWith(other, 'mysql-other'),
        plain: tlsUrl(await serverUrl('mysql'), 'mysql:'),
      },
      REDIS: {
        good: await this.#redisWith(good),
        otherName: await this.#redisWith(other),
        plain: tlsUrl(await serverUrl('redis'), 'rediss:'),
      },
      AMQP: {
        good: await this.#amqpWith(good),
        otherName: await this.#amqpWith(other),
        plain: tlsUrl(await serverUrl('amqp'), 'amqps:'),
      },
    };
  }

  async stop(): Promise<void> {
    for (const server of this.#closing) server.close();
    for (const child of this.#children) {
      if (child.exitCode !== null) continue;
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  }

  /** MariaDB or MySQL on data that a private server has begun. */
  async #mysqlWith(certificate: Certificate, name: string): Promise<string> {
    const { folder, ours } = this.#place;
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
    this.#children.push(spawn(program, args, { stdio: 'ignore', cwd: join(dataDir, 'mariadb'), uid, gid }));
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
  }

  async #redisWith({ cert, key }: Certificate): Promise<string> {
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
      this.#place.ours.ca,
      '--tls-auth-clients',
      'no',
    ];
    this.#children.push(spawn(program, [...settings, ...tls], { stdio: 'ignore', cwd: this.#place.folder }));
    await until('Redis listens', () => listens(port));
    return `rediss://:open@localhost:${port}`;
  }

  /** AMQPS is AMQP within TLS: here it ends in front of the broker, as at a load balancer. */
  async #amqpWith({ cert, key }: Certificate): Promise<string> {
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
    this.#closing.push(server);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return tlsUrl(await serverUrl('amqp'), 'amqps:', (server.address() as { port: number }).port);
  }
}

function tlsUrl(url: string, protocol: string, port?: number): string {
  const plain = new URL(url);
  return `${protocol}//${plain.username}:${plain.password}@localhost:${port ?? plain.port}`;
}

async function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
