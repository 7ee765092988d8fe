/**
 * The last word on a connection on which no request could be read: Node would answer with a bare status line. Here it is a
 * problem document like any other, and the connection is closed, for nobody knows where a next request would begin.
 */
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { log } from './log.ts';
import { Problem } from './problem.ts';
import { MAX_HEAD_BYTES } from './request-head.ts';
import { PROBLEM_HEADERS } from './sending.ts';

/** So long what was sent already is still taken: a connection closed on unread bytes is reset, and the answer lost. */
const LINGER_MS = 1_000;

/** What Node calls it when a head is too large, and when a request takes too long. */
const CODES: Record<string, () => Problem> = {
  HPE_HEADER_OVERFLOW: () =>
    new Problem('headers_too_large', `the head of a request may have ${MAX_HEAD_BYTES} bytes at most`),
  ERR_HTTP_REQUEST_TIMEOUT: () => new Problem('request_timeout', 'send it in one go'),
};

const answered = new WeakSet<Socket>();

/** Answers and ends a connection. Nothing is said when an answer is under way, or when nobody is there to hear it. */
export function refuseUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  // What follows on the connection fails as well.
  if (answered.has(socket)) return;
  answered.add(socket);
  const { _httpMessage: underWay } = socket as Socket & { _httpMessage?: { headersSent: boolean } | null };
  if (!socket.writable || error.code === 'ECONNRESET' || underWay?.headersSent) return void socket.destroy();
  const problem = CODES[error.code ?? '']?.() ?? new Problem('malformed_request', 'this is not HTTP as it should be');
  log.info({ status: problem.status, code: problem.code, fault: error.code }, 'refused');
  const body = JSON.stringify(problem);
  const headers = { ...PROBLEM_HEADERS, 'content-length': Buffer.byteLength(body), connection: 'close' };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\n${lines.join('')}\r\n${body}`);
  socket.resume();
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}
