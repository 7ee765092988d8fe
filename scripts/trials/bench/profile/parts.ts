/** Which part of an order's work a module does. */
import type { ModuleOf } from './modules.ts';

/** Where something was: a function by name, its file's URL and its line, from 0. */
export interface CallFrame {
  functionName: string;
  url: string;
  lineNumber: number;
}

/** Which part the code of a frame belongs to; undefined where that depends on who called it. */
export type PartOf = (frame: CallFrame) => string | undefined;

/** What is not told apart by modules. */
export const NATIVE = 'native code of Node (system calls, decoding)';
export const GARBAGE = 'garbage collection';
export const NODE = 'Node: sockets, streams, timers, promises';
export const HTTP = 'HTTP server of Node';
export const REST = 'the rest';
export const PUBLISHING = 'publishing to the broker (outbox, relay, HTTP client)';

/** Parts by the modules that do them; the first that fits. A name fits whole, a pattern as it says. */
const PARTS: readonly (readonly [part: string, modules: RegExp])[] = [
  [
    PUBLISHING,
    /^(functions\/shared\/messages\/.*|events\/.*|undici|cloudevents|uuid|ajv|ajv-formats|json-bigint|bignumber\.js)$/,
  ],
  [
    'framework, host, endpoint',
    /^(@google-cloud\/functions-framework|stand-in:.*|scripts\/system\/build\/stand-ins\/.*|on-finished|functions\/shared\/(serve\/.*|http\/(router|route|call)\.ts|trace\.ts|identity\/limits\.ts))$/,
  ],
  ['telling (traces, figures)', /^functions\/shared\/telemetry\/.*$/],
  ['token', /^(functions\/shared\/(identity\/tokens|memo)\.ts|jose)$/],
  ['checking the request (JSON, zod)', /^(functions\/shared\/http\/(request\.ts|incoming\/.*)|zod)$/],
  [
    'Redis',
    /^(ioredis|@ioredis\/.*|redis-parser|redis-errors|standard-as-callback|cluster-key-slot|functions\/shared\/(redis|seats)\/.*|functions\/book\/(live|holds)\/.*)$/,
  ],
  [
    'MySQL',
    /^(mysql2|sql-escaper|sqlstring|iconv-lite|lru\.min|long|named-placeholders|denque|generate-function|functions\/shared\/mysql\/.*|functions\/book\/commit\/.*)$/,
  ],
  [
    'logging',
    /^(functions\/shared\/log\.ts|pino.*|sonic-boom|quick-format-unescaped|fast-redact|@pinojs\/.*|safe-stable-stringify|on-exit-leak-free|thread-stream)$/,
  ],
  ['booking itself', /^(functions\/.*|ulid)$/],
];

/** The part of a module of a bundle. */
export function partOfModule(module: string): string {
  return PARTS.find(([, modules]) => modules.test(module))?.[0] ?? REST;
}

/** The part of Node's own code, by its URL; undefined where that depends on who called it. */
export function partOfNode(url: string): string | undefined {
  if (/^node:_http_(client|agent)$/.test(url)) return PUBLISHING;
  return /^node:(_http_|http$|internal\/http)/.test(url) ? HTTP : undefined;
}

/** Parts of a bundled function; `isBundle` knows its file. */
export function partsOfBundle(isBundle: (url: string) => boolean, moduleOf: ModuleOf): PartOf {
  return ({ url, lineNumber }) => {
    if (url.startsWith('node:')) return partOfNode(url);
    const module = isBundle(url) ? moduleOf(lineNumber) : undefined;
    return module === undefined ? undefined : partOfModule(module);
  };
}

/** Parts of the one-machine run's own process, by the end of the file's URL; the first that fits. */
const GATEWAY_PARTS: readonly (readonly [part: string, file: RegExp])[] = [
  ['edge (routes, tokens, limits, answers)', /\/scripts\/platform\/edge\/[\w-]+\.ts$/],
  ['dispatchers (from queues to subscribers)', /\/scripts\/platform\/eventing\/(dispatcher|delivery-retry|sinks)\.ts$/],
  ['ingress of the broker', /\/scripts\/platform\/eventing\/[\w-]+\.ts$/],
  ['processes (waiting lines, scale)', /\/scripts\/platform\/serving\/[\w-]+\.ts$/],
  ['RabbitMQ’s client', /\/node_modules\/amqplib\//],
  ['HTTP to processes (undici)', /\/node_modules\/undici\//],
  ['HTTP server of Node', /^node:(_http_|http$|internal\/http)/],
];

/** Part of a file of the one-machine run's process. */
export const partOfGateway: PartOf = ({ url }) => GATEWAY_PARTS.find(([, file]) => file.test(url))?.[0];
