/** The edge: what Istio's ingress gateway does, on one loopback port. */
import { createServer, type Server, STATUS_CODES } from 'node:http';
import type { Edge } from './edge.ts';
import { localReply } from './local-reply.ts';
import type { PlatformOptions } from './options.ts';
import { Passage } from './passage.ts';

// Envoy's limits: 60 KiB of headers; idle connections are kept for long, so that clients need not reconnect.
const OPTIONS = {
  maxHeaderSize: 60 * 1024,
  keepAliveTimeout: 65_000,
  noDelay: true,
  connectionsCheckingInterval: 1000,
};
const THIS_MACHINE = new Set(['localhost', '127.0.0.1', '[::1]', '0.0.0.0']);

/** A server that routes by the manifests. A request to this machine by name or address counts as one to the routes' first host. */
export function createGateway(edge: Edge, ownHost: string, log: PlatformOptions['log']): Server {
  const first = edge.routes.hosts[0] ?? '*';
  const { headersTimeoutMs: headersTimeout, requestTimeoutMs: requestTimeout } = edge.envoy;
  const server = createServer({ ...OPTIONS, headersTimeout, requestTimeout }, (req, res) => {
    const host = (req.headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
    new Passage(edge, req, res, THIS_MACHINE.has(host) || host === ownHost ? first : host, log).enter();
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (socket.writable && error.code !== 'ECONNRESET') socket.end(unreadable(edge, error.code));
    else socket.destroy();
  });
  return server;
}

/** The answer to what is no HTTP request, or does not arrive in time. */
function unreadable(edge: Edge, code: string | undefined): string {
  const [status, details] =
    code === 'HPE_HEADER_OVERFLOW'
      ? [431, 'request_headers_too_large']
      : code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? [408, 'request_overall_timeout']
        : [400, 'http1.codec_error'];
  const nothing = { httpVersion: '1.1', headers: {} };
  const refusal = { status, flag: 'DPE', details, body: STATUS_CODES[status] ?? '' };
  const reply = localReply(edge.envoy.localReply, refusal, nothing, '');
  const headers = { ...reply.headers, 'content-length': Buffer.byteLength(reply.body), connection: 'close' };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${reply.status} ${STATUS_CODES[reply.status]}\r\n${lines.join('')}\r\n${reply.body}`;
}
