/** How this machine's scripts trust servers with TLS: CA_FILE for all of them; MYSQL_CA_FILE, REDIS_CA_FILE and AMQP_CA_FILE instead of it for one kind. */
import { connect, isIP, type Socket } from 'node:net';
import { type MysqlAddress, mysqlAddress, readCa, type ServerTrust, trustOf } from '../../functions/shared/tls.ts';
import { Fault } from '../cli/fault.ts';

const COMMON = 'CA_FILE';
const FILES = { mysql: 'MYSQL_CA_FILE', redis: 'REDIS_CA_FILE', amqp: 'AMQP_CA_FILE' } as const;
type Kind = keyof typeof FILES;

const read = new Map<string, string>();

/** The variable that names the CA file for a URL's variable (`REDIS_URL`, `MYSQL_E0`). */
export function caVariable(variable: string): string {
  return caVariableOf(kindOf(variable));
}

/** @throws Fault, naming the variable, when a server that somebody named cannot be trusted as it is asked for */
export function requireTrust(variable: string, url: string): void {
  const kind = kindOf(variable);
  const ca = caOf(kind);
  try {
    if (kind === 'mysql') mysqlAddress(url, ca);
    else trustOf(url, ca);
  } catch (error) {
    throw new Fault(`${variable} ${(error as Error).message}`, { cause: error });
  }
}

/** In a URL: the port of this machine that leads to its server. The certificate is still for the server's own name. */
export const WAY = 'way';

/** For MySQL's client. Private servers are reached by address, without TLS; of others `requireTrust` has refused that. */
export function mysqlOptions(url: string): MysqlAddress & { stream?: () => Socket } {
  const server = new URL(url);
  const way = server.searchParams.get(WAY);
  server.searchParams.delete(WAY);
  const address = mysqlAddress(server.href, isIP(server.hostname) === 0 ? caOf('mysql') : undefined);
  return way === null ? address : { ...address, stream: () => connect(Number(way), '127.0.0.1') };
}

/** For Redis' client. */
export function redisTrust(url: string): { tls?: ServerTrust } {
  const trust = url.startsWith('rediss:') ? trustOf(url, caOf('redis')) : undefined;
  return trust ? { tls: trust } : {};
}

/** For AMQP's client. */
export function amqpTrust(url: string): Partial<ServerTrust> {
  return (url.startsWith('amqps:') && trustOf(url, caOf('amqp'))) || {};
}

function kindOf(variable: string): Kind {
  return variable.startsWith('MYSQL') ? 'mysql' : variable.startsWith('REDIS') ? 'redis' : 'amqp';
}

/** Where neither is set, the one that concerns nobody else. */
function caVariableOf(kind: Kind): string {
  return !process.env[FILES[kind]] && process.env[COMMON] ? COMMON : FILES[kind];
}

function caOf(kind: Kind): string | undefined {
  const variable = caVariableOf(kind);
  const file = process.env[variable];
  if (!file) return undefined;
  let text = read.get(file);
  if (text === undefined) {
    try {
      text = readCa(file);
    } catch (error) {
      throw new Fault(`${variable} ${(error as Error).message}`, { cause: error });
    }
    read.set(file, text);
  }
  return text;
}
