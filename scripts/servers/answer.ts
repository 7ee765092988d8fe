import { connect as connectAmqp } from 'amqplib';
import { Redis } from 'ioredis';
import { createConnection } from 'mysql2/promise';
import { isDistrust } from '../../functions/shared/tls.ts';
import { errorCode, Fault } from '../cli/fault.ts';
import { closeQuietly } from './close-quietly.ts';
import { amqpTrust, caVariable, mysqlOptions, redisTrust, requireTrust } from './server-trust.ts';

/** Bound of one attempt, connecting included. */
const attemptMs = 5000;

/** Resolves when the server at this URL has answered a query. */
export async function mysqlAnswers(uri: string): Promise<void> {
  const connection = await createConnection({ ...mysqlOptions(uri), connectTimeout: attemptMs });
  // A connection that breaks also emits its error; the query below tells it.
  connection.on('error', () => {});
  try {
    await connection.query({ sql: 'SELECT 1', timeout: attemptMs });
  } finally {
    connection.destroy();
  }
}

/** Resolves when the server at this URL has answered a PING (it does not while it still loads its data). */
export async function redisAnswers(url: string): Promise<void> {
  await askRedis(url, (redis) => redis.ping());
}

/** @throws Fault when REDIS_CLUSTER does not say what the given Redis is: a cluster's server refuses most keys to who takes it for a server by itself */
export async function checkRedisMode(url: string, setting = ''): Promise<void> {
  if (!/^(true|false)?$/.test(setting)) throw new Fault('REDIS_CLUSTER is true or false');
  const told = await askRedis(url, (redis) => redis.call('HELLO')).catch(() => []);
  const fields = Array.isArray(told) ? told : [];
  const mode: unknown = fields[fields.indexOf('mode') + 1];
  const { host } = new URL(url);
  if (mode === 'cluster' && setting !== 'true')
    throw new Fault(`REDIS_URL: ${host} is a server of a cluster: set REDIS_CLUSTER=true`);
  if (mode === 'standalone' && setting === 'true')
    throw new Fault(`REDIS_URL: ${host} is a server by itself, and no cluster: unset REDIS_CLUSTER`);
}

async function askRedis<Answer>(url: string, ask: (redis: Redis) => Promise<Answer>): Promise<Answer> {
  const options = { ...redisTrust(url), lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 };
  const redis = new Redis(url, { ...options, connectTimeout: attemptMs, commandTimeout: attemptMs });
  // "Connection is closed" hides why; the event has the reason.
  let reason: unknown;
  redis.on('error', (error: unknown) => {
    reason ??= error;
  });
  try {
    await redis.connect();
    return await ask(redis);
  } catch (error) {
    throw reason ?? error;
  } finally {
    redis.disconnect();
  }
}

/** Resolves when the broker at this URL has let us in. */
export async function amqpAnswers(url: string): Promise<void> {
  const connection = await connectAmqp(url, { timeout: attemptMs, ...amqpTrust(url) });
  connection.on('error', () => {});
  await closeQuietly(connection);
}

/** Checks a server that the user named. The URL's password is never repeated. */
export async function checkGiven(
  variable: string,
  url: string,
  answers: (url: string) => Promise<void>,
): Promise<void> {
  if (!URL.canParse(url)) throw new Fault(`${variable} is not a URL: write it as protocol://user:password@host:port`);
  requireTrust(variable, url);
  const { host } = new URL(url);
  try {
    await answers(url);
  } catch (error) {
    if (isDistrust(error)) throw new Fault(distrusted(variable, host, error), { cause: error });
    const reason = errorCode(error) ?? (error instanceof Error ? error.message.split('\n')[0] : String(error));
    throw new Fault(
      `${variable}: ${host} does not answer (${reason}): start that server, or correct or unset ${variable}`,
      {
        cause: error,
      },
    );
  }
}

function distrusted(variable: string, host: string, error: unknown): string {
  const file = caVariable(variable);
  // MySQL's client has one code for all of them.
  const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
  const whose = process.env[file] ? `the CA in ${file}` : `a CA that Node knows (its own CA: name its file in ${file})`;
  return `${variable}: ${host} is not trusted (${reason}): it must speak TLS with a certificate for that name from ${whose}`;
}
