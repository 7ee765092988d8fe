/**
 * The callers' process: a lean closed loop over raw sockets with requests made beforehand, so that it is not what is
 * measured. It gets its job as a message, and answers with one.
 */
import { readFileSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { LoadLog } from './call-log.ts';
import { type CallJob, type CallResult, unpackRequests } from './job.ts';
import { ResponseReader } from './response-reader.ts';

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
  const sockets = await Promise.all(Array.from({ length: job.callers }, () => open(job.port)));
  const log = new LoadLog(job);
  let next = 0;
  const take = (): Buffer | undefined => {
    if (next === requests.length && job.again) next = 0;
    const request = requests[next++];
    if (!request) log.end(true);
    return request;
  };
  for (const socket of sockets.slice(0, 1))
    for (let sent = 0; sent < job.ahead; sent++) await callOn(socket, once(take()), log);
  const timers = [
    setTimeout(() => log.begin(), job.warmMs),
    setTimeout(() => log.end(), job.warmMs + job.ms),
    setTimeout(() => log.late(), job.warmMs + job.ms + LAST_ANSWER_MS),
  ];
  try {
    await Promise.all(sockets.map((socket) => callOn(socket, take, log)));
  } finally {
    for (const timer of timers) clearTimeout(timer);
    // A socket that is not listened to ends the process when it breaks.
    for (const socket of sockets) socket.on('error', () => {}).destroy();
  }
  return log.result();
}

/** Of one request there is no other. */
function once(request: Buffer | undefined): () => Buffer | undefined {
  let left = request;
  return () => {
    const taken = left;
    left = undefined;
    return taken;
  };
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: HOST, noDelay: true });
    socket.once('connect', () => resolve(socket)).once('error', reject);
  });
}

/** One caller: resolves once its last request was answered. */
function callOn(socket: Socket, take: () => Buffer | undefined, log: LoadLog): Promise<void> {
  return new Promise((resolve, reject) => {
    const reader = new ResponseReader();
    let sentAt = 0;
    const send = (): void => {
      const request = log.over ? undefined : take();
      if (!request) {
        socket.removeAllListeners();
        return resolve();
      }
      sentAt = performance.now();
      socket.write(request);
    };
    socket.on('data', (chunk) => {
      try {
        for (const answer of reader.push(chunk)) {
          log.answered(sentAt, answer);
          send();
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
