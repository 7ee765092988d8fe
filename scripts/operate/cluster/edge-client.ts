/** Asks a deployed system as its callers do: through its ingress, by its host name, at an address that may not be in anybody's DNS yet. */
import { readFile } from 'node:fs/promises';
import { type Agent, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect, isIP, type Socket } from 'node:net';
import { errorCode, Fault, whyNotRead } from '../../cli/fault.ts';
import type { Kubectl, KubeObject } from './kubectl.ts';
import { pause } from './pause.ts';

/** Where the edge is. */
export interface EdgePlace {
  /** As callers name it. */
  url: URL;
  /** Where it is connected to; undefined: where DNS says. */
  connectTo?: { host: string; port: number } | undefined;
  /** A CA beside those that Node knows, as PEM. */
  ca?: string | undefined;
  /** Takes any certificate: for a trial without one. */
  trustsAny?: boolean;
  /** The way there is a port-forward, which is begun anew when it has ended: who finds no connection tries again. */
  isForwarded?: boolean;
  /** Keeps connections for who asks much; otherwise each request has its own. */
  agent?: Agent;
}

/** What the edge answered. */
export interface EdgeAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
  ms: number;
}

interface EdgeRequest {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
  timeoutMs?: number;
  signal?: AbortSignal | undefined;
}

const USUAL_MS = 35_000;
/** More of an answer than that is nobody's business here. */
const MOST_BYTES = 8 * 1024 * 1024;

const CONNECT_TRIES = 10;
const RECONNECT_MS = 500;

/** @throws Error when there is no answer: no connection, no trust, no end within the time */
export async function askEdge(place: EdgePlace, path: string, asked: EdgeRequest = {}): Promise<EdgeAnswer> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await askOnce(place, path, asked);
    } catch (error) {
      if (!place.isForwarded || !(error instanceof NotConnected) || tries === CONNECT_TRIES) throw error;
      await pause(RECONNECT_MS, asked.signal ?? AbortSignal.timeout(USUAL_MS));
    }
  }
}

/** Nothing of the request was sent. */
class NotConnected extends Error {}

/** Which an earlier request has used: `reusedSocket` does not say so of one that waited for its agent to have a connection. */
const connected = new WeakSet<Socket>();

function askOnce(place: EdgePlace, path: string, asked: EdgeRequest): Promise<EdgeAnswer> {
  const { method = 'GET', headers = {}, body, timeoutMs = USUAL_MS, signal } = asked;
  const { url, connectTo, ca, trustsAny = false } = place;
  const isSecure = url.protocol === 'https:';
  const begun = performance.now();
  const limit = AbortSignal.timeout(timeoutMs);
  return new Promise((resolve, reject) => {
    const request = (isSecure ? httpsRequest : httpRequest)({
      host: connectTo?.host ?? url.hostname,
      port: connectTo?.port ?? (url.port || (isSecure ? 443 : 80)),
      path,
      method,
      headers: { host: url.host, 'user-agent': 'seatmesh-operator', ...headers },
      agent: place.agent ?? false,
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
      // An address is no name that a server could have a certificate by (RFC 6066).
      ...(isSecure && !isAddress(url.hostname) && { servername: url.hostname }),
      ...(isSecure && { rejectUnauthorized: !trustsAny, ...(ca !== undefined && { ca }) }),
    });
    let isConnected = false;
    request.once('socket', (socket) => {
      isConnected = connected.has(socket);
      if (isConnected) return;
      socket.once(isSecure ? 'secureConnect' : 'connect', () => {
        isConnected = true;
        connected.add(socket);
      });
    });
    request.on('error', (error) => {
      if (limit.aborted) reject(new Error(`no answer within ${Math.round(timeoutMs / 1_000)} s`));
      else reject(isConnected ? error : new NotConnected(error.message, { cause: error }));
    });
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes <= MOST_BYTES) chunks.push(chunk);
      });
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
          ms: performance.now() - begun,
        }),
      );
    });
    request.end(body);
  });
}

const isAddress = (hostname: string): boolean => isIP(hostname.replace(/^\[|\]$/g, '')) !== 0;

/** What was given on a command line of where the edge is. */
export interface GivenEdge {
  to: string | undefined;
  ca: string | undefined;
  insecure: boolean;
}

/** Where the edge of what is deployed is: by the settings its host, by the Gateway its address. @throws Fault */
export async function findEdge(cluster: Kubectl, given: GivenEdge): Promise<EdgePlace> {
  const gateways = await cluster.list('gateways.gateway.networking.k8s.io');
  const gateway = gateways.find(({ metadata }) => metadata.name === 'edge');
  if (!gateway) throw new Fault(`there is no Gateway edge in ${cluster.place.namespace}: nothing is deployed there`);
  const url = hostOfEdge(gateway);
  const address = given.to ?? addressOf(gateway);
  const ca = given.ca === undefined ? undefined : await pem(given.ca);
  const connectTo = address === undefined ? undefined : connectionOf(address, url);
  if (given.to === undefined) await requireReachable(connectTo ?? connectionOf(url.hostname, url), gateway);
  return {
    url,
    connectTo,
    ca,
    trustsAny: given.insecure,
  };
}

function hostOfEdge({ spec }: KubeObject): URL {
  const listeners = (spec?.['listeners'] ?? []) as { name: string; hostname?: string; protocol: string }[];
  const secure = listeners.find(({ protocol }) => protocol === 'HTTPS');
  const { hostname } = secure ?? listeners[0] ?? {};
  if (hostname === undefined) throw new Fault('the Gateway edge serves no host');
  return new URL(`${secure ? 'https' : 'http'}://${hostname}`);
}

const REACH_MS = 5_000;
/** Of an address that is the cluster's own, or nobody's yet; who answers, and be it by refusing, can be asked. */
const NOWHERE = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH']);

/** Once, rather than with each question. @throws Fault when there is no way from here */
async function requireReachable(at: { host: string; port: number }, gateway: KubeObject): Promise<void> {
  const code = await whyNotConnected(at);
  if (code !== undefined && NOWHERE.has(code)) throw noWay(at, gateway, code);
}

/** Names of a cluster's own, and what says that nobody here can resolve them. */
const OF_A_CLUSTER = /\.svc(?:\.cluster\.local)?$/;
const UNKNOWN = new Set(['ENOTFOUND', 'EAI_AGAIN']);

/** Before a deployment, which would only find it out when all else is done. Where there is no Gateway yet, nothing is known. @throws Fault */
export async function requireOutsideName(cluster: Kubectl, given: GivenEdge): Promise<void> {
  if (given.to !== undefined) return;
  const gateways = await cluster.list('gateways.gateway.networking.k8s.io');
  const gateway = gateways.find(({ metadata }) => metadata.name === 'edge');
  const address = gateway && addressOf(gateway);
  if (!gateway || address === undefined || !OF_A_CLUSTER.test(address)) return;
  const at = connectionOf(address, hostOfEdge(gateway));
  const code = await whyNotConnected(at);
  if (code === undefined || !UNKNOWN.has(code)) return;
  throw new Fault(`${noWay(at, gateway, code).message}; or --no-smoke, which asks nothing. Nothing was applied`);
}

async function whyNotConnected(at: { host: string; port: number }): Promise<string | undefined> {
  const socket = connect(at);
  return new Promise<string | undefined>((resolve) => {
    socket.setTimeout(REACH_MS, () => resolve('ETIMEDOUT'));
    socket.once('connect', () => resolve(undefined));
    socket.on('error', (error) => resolve(errorCode(error)));
    socket.once('close', () => resolve(undefined));
  }).finally(() => socket.destroy());
}

function noWay({ host, port }: { host: string; port: number }, { metadata }: KubeObject, code: string): Fault {
  const { namespace = 'seatmesh', name } = metadata;
  return new Fault(
    `the Gateway ${name} is at ${host}:${port}, where nothing can be reached from here (${code}): say another way with --to HOST:PORT, its load balancer's or that of kubectl -n ${namespace} port-forward service/${name}-istio 8443:${port}`,
  );
}

function addressOf({ status }: KubeObject): string | undefined {
  const [first] = (status?.['addresses'] ?? []) as { value?: string }[];
  return first?.value;
}

/** `10.0.0.7`, `10.0.0.7:8443`, `[fd00::7]:443`, `lb.example.com` */
export function connectionOf(address: string, url: URL): { host: string; port: number } {
  const given = URL.parse(
    `tcp://${address.includes(':') && !/^\[|^[^:]+:\d+$/.test(address) ? `[${address}]` : address}`,
  );
  if (!given?.hostname || given.pathname.length > 1)
    throw new Fault(`--to takes a host and perhaps a port, not ${address}`);
  return {
    host: given.hostname.replace(/^\[|\]$/g, ''),
    port: Number(given.port) || (url.protocol === 'https:' ? 443 : 80),
  };
}

async function pem(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw new Fault(`--ca ${file} cannot be read: ${whyNotRead(error)}`, { cause: error });
  });
  if (!text.includes('BEGIN CERTIFICATE')) throw new Fault(`--ca ${file} has no certificate in it`);
  return text;
}
