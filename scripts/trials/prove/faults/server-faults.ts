/** Servers killed, paused and emptied, and the network to them slow, cut, deaf, or losing single answers. */
import { readdir, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { SeededRandom } from '../../seeded-random.ts';
import type { Server } from '../attack/attacked-server.ts';
import type { System } from '../attack/attacked-system.ts';
import { readOnly } from '../../../testing/servers/mysql-answers.ts';
import { replica } from '../../../testing/servers/redis-answers.ts';
import type { WireFault } from '../../../testing/servers/wire.ts';
import type { FaultKind } from './fault-kind.ts';

type Name = 'redis' | 'mysql' | 'rabbitmq';

const serverFaults = (name: Name, title: string, pausesMs: readonly [from: number, to: number]): FaultKind[] => {
  const kind = (
    what: string,
    strike: (server: Server, random: SeededRandom, system: System) => Promise<string | undefined | void>,
  ): FaultKind => ({
    name: `${title} ${what}`,
    target: name,
    strike: async (system, random) => (await strike(system.servers[name], random, system)) ?? title,
  });
  return [
    kind('killed', async (server, random) => {
      await server.kill();
      await wait(random.whole(50, 400));
      await server.restart();
    }),
    kind('paused', async (server, random) => {
      server.pause();
      await wait(random.whole(...pausesMs));
      server.resume();
    }),
    kind('cut off', async ({ wire }, random) => {
      wire.cut();
      await wait(random.whole(100, 900));
      wire.mend();
    }),
    kind('connections gone deaf', async ({ wire }, random) => {
      wire.lose();
      await wait(random.whole(500, 2_500));
      // As the network says in the end. Until then neither end knew.
      wire.cut();
      wire.mend();
    }),
    kind('slow', async ({ wire }, random) => {
      wire.delayMs = random.whole(5, 120);
      await wait(random.whole(400, 1_200));
      wire.delayMs = 0;
    }),
  ];
};

/** Strikes the next thing sent that has these words in it. */
function nextSent(name: Name, title: string, words: string, fault: WireFault): FaultKind {
  return {
    name: title,
    target: name,
    strike: async ({ servers }, random) => {
      const { wire } = servers[name];
      let nth = random.whole(1, 20);
      const { promise, resolve } = Promise.withResolvers<boolean>();
      wire.onSend = (chunk) => {
        if (!chunk.includes(words) || --nth > 0) return 'pass';
        wire.onSend = () => 'pass';
        resolve(true);
        return fault;
      };
      const struck = await Promise.race([promise, wait(2_000, false)]);
      wire.onSend = () => 'pass';
      return struck ? words.trim() : undefined;
    },
  };
}

/** New connections lead to another server that has everything, and the old ones to one that does not write any more. */
function failOver(name: Name, title: string, answer: (chunk: Buffer) => Buffer): FaultKind {
  return {
    name: `${title} failed over`,
    target: name,
    strike: async ({ servers }, random) => {
      const { wire } = servers[name];
      wire.strand(answer);
      await wait(random.whole(100, 2_000));
      return 'live connections';
    },
  };
}

/**
 * Cuts the end off Redis' log: what a power cut leaves of the last second, or what a replica has that takes over without
 * having heard everything. Redis drops what is left of a command that was cut in two.
 */
async function forgetLast(folder: string, bytes: number): Promise<void> {
  const logs = (await readdir(folder)).filter((file) => file.endsWith('.incr.aof')).toSorted();
  const log = join(folder, logs.at(-1) ?? '');
  const { size } = await stat(log);
  await truncate(log, Math.max(0, size - bytes));
}

/** Kills Redis and starts it anew without the last of what it had written. */
export async function setBack({ redis, dataDir }: System['servers'], bytes: number): Promise<void> {
  await redis.kill();
  try {
    await forgetLast(join(dataDir, 'redis', 'appendonlydir'), bytes);
  } finally {
    await redis.restart();
  }
}

export const redisFaults: readonly FaultKind[] = [
  {
    name: 'Redis emptied',
    target: 'redis',
    strike: async (system) => {
      await system.emptyRedis();
      return 'FLUSHALL';
    },
  },
  {
    name: 'Redis killed and set back',
    target: 'redis',
    strike: async ({ servers }, random) => {
      await setBack(servers, random.whole(200, 8_000));
      return 'the end of its log';
    },
  },
  ...serverFaults('redis', 'Redis', [300, 2_500]),
  failOver('redis', 'Redis', replica),
  nextSent('redis', 'answer of Redis lost', 'EVALSHA', 'cut before the answer'),
];

export const mysqlFaults: readonly FaultKind[] = [
  ...serverFaults('mysql', 'MySQL', [300, 2_000]),
  failOver('mysql', 'MySQL', readOnly),
  nextSent('mysql', 'COMMIT lost', 'COMMIT', 'cut before it arrives'),
  nextSent('mysql', 'answer to COMMIT lost', ';\nCOMMIT', 'cut before the last answer'),
];

export const rabbitFaults: readonly FaultKind[] = serverFaults('rabbitmq', 'RabbitMQ', [300, 3_000]);
