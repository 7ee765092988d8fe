import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type UnixAccount, giveTo, placeFile } from './unix-account.ts';
import { mysqlAnswers } from './answer.ts';
import { Fault } from '../cli/fault.ts';
import type { Need } from './install.ts';
import { findProgram } from './machine.ts';
import { NotPrepared, type RunningServer, serve, type Setting } from './serve.ts';

export const needMariadb: Need = {
  programs: ['mariadbd', 'mysqld'],
  package: 'mariadb-server-core',
  variable: 'MYSQL_URL',
};

const user = 'seatmesh';

/** Starts MariaDB, or MySQL where the machine has that. The account may create databases. */
export async function startMariadb(setting: Setting): Promise<{ url: string; running: RunningServer[] }> {
  const program = findProgram(setting.machine, ...needMariadb.programs) ?? 'mariadbd';
  const password = setting.data.secrets.mysql;
  const url = (port: number): string => `mysql://${user}:${password}@127.0.0.1:${port}`;
  const running = await serve(
    {
      name: 'mariadb',
      title: 'MariaDB',
      accounts: ['mysql'],
      readyLimitMs: 120_000,
      stopLimitMs: 60_000,
      ready: (port) => mysqlAnswers(url(port)),
      prepare: async (folder, port, account) => {
        const data = join(folder, 'data');
        // What a server that was killed has left in it is nobody's.
        await rm(tmpOf(folder), { recursive: true, force: true });
        await mkdir(tmpOf(folder), { mode: 0o700 });
        giveTo(account, tmpOf(folder));
        if (!existsSync(data)) await initialise(program, folder, account, setting);
        const accounts = join(folder, 'account.sql');
        await placeFile(accounts, accountSql(password), account);
        const args = [
          ...common(folder, data),
          ...settings(setting.throwaway),
          `--port=${port}`,
          `--init-file=${accounts}`,
        ];
        return { program, args };
      },
    },
    setting,
  );
  return { url: url(running.port), running: [running] };
}

/** Run at each start, so the password is always the data folder's. Host names are not resolved: 127.0.0.1 it is. */
function accountSql(password: string): string {
  const account = `'${user}'@'127.0.0.1'`;
  return [
    `CREATE USER IF NOT EXISTS ${account} IDENTIFIED BY '${password}';`,
    `ALTER USER ${account} IDENTIFIED BY '${password}';`,
    `GRANT ALL PRIVILEGES ON *.* TO ${account} WITH GRANT OPTION;`,
    '',
  ].join('\n');
}

/** For temporary files: in the machine's, two servers that start at once can take each other's names. */
function tmpOf(folder: string): string {
  return join(folder, 'tmp');
}

/** The machine's own my.cnf plays no part. */
function common(folder: string, data: string): string[] {
  return ['--no-defaults', `--datadir=${data}`, `--tmpdir=${tmpOf(folder)}`, '--skip-log-bin'];
}

function settings(throwaway: boolean): string[] {
  return [
    '--bind-address=127.0.0.1',
    // No Unix socket: a path in a deep folder would be longer than the 107 bytes that one may have.
    '--socket=',
    '--loose-mysqlx=OFF',
    '--skip-name-resolve',
    '--default-time-zone=+00:00',
    '--character-set-server=utf8mb4',
    '--collation-server=utf8mb4_unicode_ci',
    '--transaction-isolation=READ-COMMITTED',
    '--max-connections=400',
    '--performance-schema=OFF',
    '--innodb-buffer-pool-size=128M',
    ...(throwaway
      ? [
          '--innodb-flush-log-at-trx-commit=0',
          '--innodb-doublewrite=OFF',
          '--innodb-flush-method=nosync',
          '--innodb-fast-shutdown=2',
          '--loose-innodb-log-file-size=16M',
        ]
      : ['--innodb-flush-log-at-trx-commit=1', '--loose-innodb-log-file-size=64M']),
  ];
}

/**
 * Makes the system tables. mariadb-install-db does the same in seconds, needs a program of another package, and adds help
 * texts, a test database and accounts without a password; the tables alone take 0.4 s.
 */
async function initialise(
  program: string,
  folder: string,
  account: UnixAccount | undefined,
  setting: Setting,
): Promise<void> {
  // Renamed at the end: a first start that was cut off is begun anew.
  const draft = join(folder, 'data.draft');
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { mode: 0o700 });
  giveTo(account, draft);
  const version = spawnSync(program, ['--no-defaults', '--version'], { encoding: 'utf8', timeout: 10_000 }).stdout;
  let mode = '--initialize-insecure';
  let input = '';
  if (version.includes('MariaDB')) {
    mode = '--bootstrap';
    const tables = await Promise.all(['system', 'performance'].map((topic) => readFile(systemSql(topic), 'utf8')));
    input = ['CREATE DATABASE mysql;', 'USE mysql;', ...tables].join('\n');
  }
  await run([program, ...common(folder, draft), mode], input, account, setting);
  await rename(draft, join(folder, 'data'));
}

/** The file's name changed with MariaDB 11. */
function systemSql(topic: string): string {
  const folders = ['/usr/share/mysql', '/usr/share/mariadb'];
  const files = folders.flatMap((folder) =>
    ['mysql', 'mariadb'].map((brand) => join(folder, `${brand}_${topic}_tables.sql`)),
  );
  const file = files.find((candidate) => existsSync(candidate));
  if (file === undefined) {
    throw new Fault(
      `MariaDB's ${topic} tables are not in ${folders.join(' or ')}: install mariadb-server-core, or set MYSQL_URL`,
    );
  }
  return file;
}

/** Bounded, and not left behind when we end: on a full disk InnoDB waits for ever. */
async function run(
  command: readonly string[],
  input: string,
  account: UnixAccount | undefined,
  setting: Setting,
): Promise<void> {
  const setpriv = findProgram(setting.machine, 'setpriv');
  const [program = '', ...args] = setpriv === undefined ? command : [setpriv, '--pdeathsig', 'KILL', ...command];
  const output = await open(join(setting.data.path, 'log', 'mariadb.log'), 'a', 0o600);
  const onAbort = (): boolean => child.kill('SIGKILL');
  const child = spawn(program, args, {
    stdio: ['pipe', output.fd, output.fd],
    detached: true,
    timeout: 45_000,
    killSignal: 'SIGKILL',
    ...(account && { uid: account.uid, gid: account.gid }),
  });
  try {
    setting.signal.addEventListener('abort', onAbort, { once: true });
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
    const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
    if (code !== 0) throw new NotPrepared(`its system tables: ${signal ?? `exit ${code}`}`);
  } finally {
    setting.signal.removeEventListener('abort', onAbort);
    await output.close();
  }
}
