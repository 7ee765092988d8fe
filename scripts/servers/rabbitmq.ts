import { mkdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { giveTo, placeFile } from './unix-account.ts';
import { amqpAnswers } from './answer.ts';
import type { Need } from './install.ts';
import { findProgram } from './machine.ts';
import { type RunningServer, serve, type Setting } from './serve.ts';

export const needRabbitmq: Need = { programs: ['rabbitmq-server'], package: 'rabbitmq-server', variable: 'AMQP_URL' };

const user = 'seatmesh';

/** Starts RabbitMQ, with an epmd of its own: it does not start without one, and the usual one would stay behind. */
export async function startRabbitmq(setting: Setting): Promise<{ url: string; running: RunningServer[] }> {
  const epmd = await startEpmd(setting);
  try {
    const program = findProgram(setting.machine, 'rabbitmq-server') ?? 'rabbitmq-server';
    const password = setting.data.secrets.amqp;
    const url = (port: number): string => `amqp://${user}:${password}@127.0.0.1:${port}`;
    const broker = await serve(
      {
        name: 'rabbitmq',
        title: 'RabbitMQ',
        accounts: ['rabbitmq'],
        readyLimitMs: 120_000,
        // Its clean stop takes a second, and what was confirmed is on disk already.
        stopLimitMs: setting.throwaway ? 0 : 30_000,
        ready: (port) => amqpAnswers(url(port)),
        prepare: async (folder, port, account) => {
          await mkdir(join(folder, 'mnesia'), { recursive: true, mode: 0o700 });
          giveTo(account, join(folder, 'mnesia'));
          await placeFile(join(folder, 'rabbitmq.conf'), settings(port, password), account);
          await placeFile(join(folder, 'enabled_plugins'), '[].\n', account);
          return { program, args: [], env: environment(folder, epmd.port) };
        },
      },
      setting,
    );
    return { url: url(broker.port), running: [broker, epmd] };
  } catch (error) {
    await epmd.stop();
    throw error;
  }
}

/** Erlang's register of nodes, in the foreground and for this broker alone. */
async function startEpmd(setting: Setting): Promise<RunningServer> {
  const program = findProgram(setting.machine, 'epmd') ?? 'epmd';
  return await serve(
    {
      name: 'epmd',
      title: "RabbitMQ's epmd",
      accounts: ['rabbitmq'],
      readyLimitMs: 30_000,
      stopLimitMs: 5000,
      prepare: async (_folder, port) => ({ program, args: ['-port', String(port), '-address', '127.0.0.1'] }),
      ready: accepts,
    },
    setting,
  );
}

async function accepts(port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: 2000 });
    socket.once('connect', () => resolve());
    socket.once('timeout', () => reject(new Error('timeout')));
    socket.once('error', reject);
    socket.once('connect', () => socket.destroy());
  });
}

function settings(port: number, password: string): string {
  return [
    `listeners.tcp.1 = 127.0.0.1:${port}`,
    `default_user = ${user}`,
    `default_pass = ${password}`,
    'log.console = true',
    'log.console.level = warning',
    // Small, so that a small machine or disk does not stop publishers early.
    'vm_memory_high_watermark.absolute = 1GB',
    'disk_free_limit.absolute = 48MB',
    '',
  ].join('\n');
}

/**
 * Started here, with the name set, RabbitMQ skips its own start of the distribution, which takes a second Erlang. At rest it is to sleep: its
 * threads wait for work without turning, nobody else is in its cluster whose failure would have to be found within a second, and figures of queues, which nobody reads
 * here, are made once a minute (each queue's every five seconds was half of what it took of a core).
 */
const START_ARGS = [
  '-noinput -sname seatmesh@localhost -start_epmd false -kernel inet_dist_use_interface {127,0,0,1}',
  '+sbwt none +sbwtdcpu none +sbwtdio none',
  '-aten heartbeat_interval 10000 -aten poll_interval 10000',
  '-rabbit quorum_tick_interval 60000',
];

/** The node's name is the same at each start (its data is tied to it); its own epmd keeps it apart from others. */
function environment(folder: string, epmdPort: number): NodeJS.ProcessEnv {
  return {
    PATH: [...new Set([dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin', '/usr/sbin', '/sbin'])].join(
      ':',
    ),
    LANG: 'C.UTF-8',
    // The Erlang cookie is made here.
    HOME: folder,
    ERL_EPMD_PORT: String(epmdPort),
    ERL_EPMD_ADDRESS: '127.0.0.1',
    RABBITMQ_NODENAME: 'seatmesh@localhost',
    RABBITMQ_MNESIA_BASE: join(folder, 'mnesia'),
    RABBITMQ_LOG_BASE: folder,
    RABBITMQ_LOGS: '-',
    RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq.conf'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'enabled_plugins'),
    // Not the machine's /etc/rabbitmq/rabbitmq-env.conf.
    RABBITMQ_CONF_ENV_FILE: '/dev/null',
    // The script then becomes the Erlang machine and does not stay between us and it; -noinput undoes the shell that it would open.
    RABBITMQ_ALLOW_INPUT: '1',
    RABBITMQ_SERVER_START_ARGS: START_ARGS.join(' '),
  };
}
