/** The watchboard of the one-machine run: takes what functions tell, and shows it as a page. On loopback, in memory, for whoever sits at this machine. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Board } from './board.ts';
import { boardPage, tracePage } from './board-page.ts';
import { startReceiver } from './receiver.ts';
import type { PlatformOptions } from '../platform/spec/options.ts';
import type { ToldSpan } from './told.ts';

export interface Watchboard {
  url: string;
  /** The environment of functions that tell it. */
  settings: Readonly<Record<string, string>>;
  /** Takes what the gateway tells. */
  noteEdge: NonNullable<PlatformOptions['edgeSpan']>;
  close(): Promise<void>;
}

const ROW_MS = 5_000;
/** More often than on a cluster: who looks at it waits. */
const TOLD_EVERY_MS = '2000';
const TRACE = /^\/traces\/([0-9a-f]{32})$/;
const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

/** @param port 0: a free one */
export async function openWatchboard(port = 0, rowMs = ROW_MS): Promise<Watchboard> {
  const board = new Board(performance.now());
  const listener = {
    spans: (spans: readonly ToldSpan[]) => board.spans(spans),
    points: (points: Parameters<Board['points']>[0]) => board.points(points, performance.now()),
  };
  const server = await startReceiver(listener, port, (request, response) => show(board, request, response));
  const { port: own } = server.address() as AddressInfo;
  const timer = setInterval(() => board.tick(performance.now()), rowMs);
  timer.unref();
  const url = `http://127.0.0.1:${own}`;
  return {
    url,
    settings: { OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_METRIC_EXPORT_INTERVAL: TOLD_EVERY_MS },
    noteEdge: ({ method, status, ...span }) =>
      board.spans([
        {
          ...span,
          service: 'edge',
          instance: '',
          name: `${method} at the edge`,
          kind: 2,
          attributes: { 'http.response.status_code': String(status) },
          isError: status >= 500,
        },
      ]),
    close: async () => {
      clearInterval(timer);
      const { promise, resolve } = Promise.withResolvers<void>();
      server.close(() => resolve());
      server.closeAllConnections();
      await promise;
    },
  };
}

function show(board: Board, { method, url = '/', headers }: IncomingMessage, response: ServerResponse): boolean {
  // A name that somebody else's DNS leads here is none of ours.
  if (!/^(?:127\.0\.0\.1|localhost):\d{1,5}$/.test(headers.host ?? '') || method !== 'GET') return false;
  const trace = board.trace(TRACE.exec(url)?.[1] ?? '');
  const page = trace ? tracePage(trace) : url === '/' || url === '/?still' ? boardPage(board, url !== '/') : undefined;
  if (page === undefined) return false;
  response.writeHead(200, HEADERS).end(page);
  return true;
}
