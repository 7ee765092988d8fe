/**
 * The callers' process: a lean closed loop over raw sockets with requests made beforehand, so that it is not what is
 * measured. It gets its job as a message, and answers with one.
 */
import { readFileSync, rmSync } from 'node:fs';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectByTls } from 'node:tls';
import { LoadLog } from './load-log.ts';
import { type CallJob, type CallResult, ID_TO_COME, unpackRequests } from './job.ts';
import { type WireAnswer, ResponseReader } from './response-reader.ts';

/** What is not answered by then never will be. */
const LAST_ANSWER_MS = 30_000;
const HOST = '127.0.0.1';

process.once('message', (job) => {
  call(job as CallJob).then(
    (result) => process.send?.({ result }, () => process.exit()),
    (error: Error) => process.send?.({ error: error.message }, () => process.exit(1)),
  );
});

async function call(job: CallJob): Promise<CallResult> {
  const requests = unpackRequests(readFileSync(job.file));
  rmSync(job.file); // before the disk gets to write it, which would disturb what is measured
  const sockets = await Promise.all(Array.from({ length: job.callers }, (_, index) => open(job, index)));
  const log = new LoadLog(job);
  let next = 0;
  const take = (): Buffer | undefined => {
    if (next === requests.length && job.again) next = 0;
    const request = requests[next++];
    if (!request) log.end(true);
    return request;
  };
  for (const socket of sockets.slice(0, 1))
    for (let sent = 0; sent < job.ahead; sent++) await callOn(socket, once(take(), job.inPairs && take()), log, job);
  if (job.warmMs === 0) log.begin();
  const timers = [
    ...(job.warmMs === 0 ? [] : [setTimeout(() => log.begin(), job.warmMs)]),
    setTimeout(() => log.end(), job.warmMs + job.ms),
    setTimeout(() => log.late(), job.warmMs + job.ms + LAST_ANSWER_MS),
  ];
  try {
    await Promise.all(sockets.map((socket) => callOn(socket, take, log, job)));
  } finally {
    for (const timer of timers) clearTimeout(timer);
    // A socket that is not listened to ends the process when it breaks.
    for (const socket of sockets) socket.on('error', () => {}).destroy();
  }
  return log.result();
}

/** These requests, and no other. */
function once(...requests: (Buffer | undefined | false)[]): () => Buffer | undefined {
  const left = requests.filter((request): request is Buffer => request instanceof Buffer);
  return () => left.shift();
}

/** A request with the id that an answer says. @throws Error when it says none */
function withId(request: Buffer, { body }: WireAnswer): Buffer {
  const id = /"id":"([^"]+)"/.exec(body.toString('latin1'))?.[1];
  const at = request.indexOf(ID_TO_COME);
  if (id?.length !== ID_TO_COME.length || at < 0)
    throw new Error(`no id to go on with: ${body.toString('utf8', 0, 300)}`);
  request.write(id, at, 'latin1');
  return request;
}

/** All of 127.0.0.0/8 is this machine. */
const addressOf = (caller: number): string => (caller === 0 ? HOST : `127.1.${caller >> 8}.${caller & 255}`);

function open({ port, host = HOST, isTls = false, apart = false }: CallJob, caller: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const to = { port, host, noDelay: true, ...(host === HOST && { localAddress: addressOf(apart ? caller : 0) }) };
    // A name is what the server's certificate is for; an address is asked for without one.
    const socket = isTls ? connectByTls({ ...to, ...(!isIP(host) && { servername: host }) }) : connect(to);
    socket.once(isTls ? 'secureConnect' : 'connect', () => resolve(socket)).once('error', reject);
  });
}

/** One caller: resolves once its last request was answered. */
function callOn(
  socket: Socket,
  take: () => Buffer | undefined,
  log: LoadLog,
  { inPairs = false, expect }: CallJob,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const reader = new ResponseReader();
    let sentAt = 0;
    let second: Buffer | undefined;
    const send = (): void => {
      const request = log.over ? undefined : take();
      if (!request) {
        socket.removeAllListeners();
        return resolve();
      }
      // A pair is taken as a whole, and ended when its time is over.
      if (inPairs) second = take();
      sentAt = performance.now();
      socket.write(request);
    };
    socket.on('data', (chunk) => {
      try {
        for (const answer of reader.push(chunk)) {
          if (second && answer.status === expect) {
            socket.write(withId(second, answer));
            second = undefined;
          } else {
            log.answered(sentAt, answer);
            send();
          }
        }
      } catch (error) {
        reject(error);
      }
    });
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the connection was closed before the answer')));
    log.failed.then(undefined, reject);
    send();
  });
}
