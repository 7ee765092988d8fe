/**
 * Loaded into a function's process before the function: sees each of its steps by its sockets and, when ordered to, kills or
 * stops the process there. The function's own code knows nothing of it.
 */
import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { connect, Socket } from 'node:net';
import { endsWithLastReply } from './last-reply.ts';
import type { FaultOrder, Peer, Report, FaultStep } from './fault-steps.ts';

type Armed = Extract<FaultOrder, { do: 'arm' }>;
type Write = (this: Socket, many: boolean, data: unknown, encoding: string, done: () => void) => unknown;

/** What is in a socket's prototype beside its published interface; each is there in every Node since 10. */
interface Inner {
  _writeGeneric: Write;
  push: (this: Socket, chunk: unknown, encoding?: BufferEncoding) => boolean;
}

const peers = peersIn(process.env);
const armed = new Map<number, Armed>();
const committing = new WeakSet<Socket>();
let clockShiftMs = 0;

const control = connect(Number(process.env['PROVE_CONTROL']), '127.0.0.1').unref();
control.on('error', () => {});
control.on('connect', () =>
  report({ is: 'process', pid: process.pid, service: process.env['K_SERVICE'] ?? 'unknown' }),
);
let unread = '';
control.setEncoding('utf8').on('data', (text: string) => {
  const lines = (unread + text).split('\n');
  unread = lines.pop() ?? '';
  for (const line of lines) obey(JSON.parse(line) as FaultOrder);
});

/** A short write goes to the kernel at once, so it is reported even when the process dies with the next statement. */
function report(what: Report): void {
  control.write(`${JSON.stringify(what)}\n`);
}

function obey(order: FaultOrder): void {
  if (order.do === 'arm') armed.set(order.id, order);
  else if (order.do === 'disarm') armed.delete(order.id);
  else clockShiftMs = order.shiftMs;
}

function reach(step: FaultStep): void {
  for (const fault of armed.values()) {
    if (fault.step !== step || --fault.nth > 0) continue;
    armed.delete(fault.id);
    report({ is: 'struck', id: fault.id, step });
    process.kill(process.pid, fault.blow === 'kill' ? 'SIGKILL' : 'SIGSTOP');
  }
}

const inner = Socket.prototype as unknown as Inner;
// Where everything a socket sends goes through: the name is Node's.
const WRITE = '_writeGeneric';
const write = inner[WRITE];
const push = inner.push;

inner[WRITE] = function (this: Socket, many, data, encoding, done) {
  // While it connects, Node comes back here once it has.
  const exchange = armed.size === 0 || this.connecting ? undefined : exchangeOf(this, data);
  if (exchange === undefined) return write.call(this, many, data, encoding, done);
  reach(exchange === 'answer' ? 'before answering' : `${exchange}, before sending`);
  const written = write.call(this, many, data, encoding, done);
  reach(exchange === 'answer' ? 'after answering' : `${exchange}, after sending`);
  return written;
};

inner.push = function (this: Socket, chunk, encoding) {
  if (armed.size > 0 && chunk !== null) {
    const peer = peers.get(this.remotePort ?? 0);
    // A COMMIT goes with what it commits: its own answer is the last, and only then has it happened.
    if (peer === 'mysql') reach(`mysql ${isCommitted(this, chunk) ? 'commit' : 'statement'}, answer unread`);
    else if (peer !== undefined) reach(`${peer}, answer unread`);
  }
  return push.call(this, chunk, encoding);
};

function isCommitted(socket: Socket, chunk: unknown): boolean {
  return committing.has(socket) && Buffer.isBuffer(chunk) && endsWithLastReply(chunk);
}

subscribe('http.server.request.start', (message) => {
  const { request } = message as { request: IncomingMessage };
  if (armed.size > 0 && request.url !== '/readyz') reach('request arrived');
});

function exchangeOf(
  socket: Socket,
  data: unknown,
): 'mysql statement' | 'mysql commit' | 'redis' | 'broker' | 'answer' | undefined {
  if (socket === control) return undefined;
  const peer = peers.get(socket.remotePort ?? 0);
  if (peer === undefined) return 'server' in socket && socket.server ? 'answer' : undefined;
  if (peer !== 'mysql') return peer;
  const isCommit = Buffer.isBuffer(data) && data.includes('COMMIT');
  if (isCommit) committing.add(socket);
  else committing.delete(socket);
  return isCommit ? 'mysql commit' : 'mysql statement';
}

/** Peers are known by the ports in the function's own environment. */
function peersIn(env: NodeJS.ProcessEnv): Map<number, Peer> {
  const found = new Map<number, Peer>();
  for (const [name, value = ''] of Object.entries(env)) {
    const peer = name.startsWith('MYSQL_')
      ? 'mysql'
      : name === 'REDIS_URL'
        ? 'redis'
        : name === 'K_SINK'
          ? 'broker'
          : undefined;
    const port = peer && URL.parse(value)?.port;
    if (peer && port) found.set(Number(port), peer);
  }
  return found;
}

const realNow = Date.now;
const RealDate = Date;
RealDate.now = () => realNow() + clockShiftMs;
globalThis.Date = new Proxy(RealDate, {
  construct: (target, args: unknown[]) =>
    Reflect.construct(target, args.length === 0 ? [target.now()] : args) as object,
  apply: (target) => new target(target.now()).toString(),
});
