/** The job that callers are given, and the result they report. */

/** Callers in a closed loop: each sends its next request when its last was answered. */
export interface CallJob {
  port: number;
  /** Of another machine; without it, this one. */
  host?: string;
  /** By TLS. */
  isTls?: boolean;
  /** A file of requests, each behind its length: see `packRequests`. */
  file: string;
  callers: number;
  /** So many of the first requests are sent one after the other, before all callers begin: what is asked for the first time. */
  ahead: number;
  /** Requests are sent anew when all have been sent: for those that change nothing. */
  again: boolean;
  /** The status that counts; any other fails the job. */
  expect: number;
  /**
   * Requests come in pairs: the second has, in place of `ID_TO_COME`, the id that the first was answered. Its answer
   * is the call's.
   */
  inPairs?: boolean;
  /** Each caller has an address of its own, as people have; else all have one. */
  apart?: boolean;
  /** Sending begins; after `warmMs` measuring begins; after `ms` more sending ends. */
  warmMs: number;
  ms: number;
  /** Processes whose CPU time is taken at both ends of the measuring. */
  watch: Record<string, number>;
}

/** Standing still: a batch of orders takes less. */
export const STILL_MS = 40;

/** What they found. */
export interface CallResult {
  /** Answers with the expected status, in all. */
  acknowledged: number;
  /** From the beginning of measuring to its end, which is earlier when requests run out. */
  measuredMs: number;
  /** Answered within that time. */
  answered: number;
  /** Of all requests sent within that time, in ms, by nearest rank. */
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
  /** Mean size of an answer, head and body. */
  bytes: number;
  /** CPU time within the measuring, in ms, by the names of `watch`; `caller` is the callers' own. */
  cpuMs: Record<string, number>;
  /** What other tenants of the machine took of all its cores within the measuring. */
  stolenMs: number;
  /** How long the thread of each that waited longest was ready to run and had no core, by the names of `watch`. */
  waitedMs: Record<string, number>;
  /** Time within the measuring in which nothing was answered for longer than `STILL_MS`. */
  stillMs: number;
}

/** Stands in a request for an id that is not known yet: as long as one. */
export const ID_TO_COME = `???_???_${'?'.repeat(26)}`;

/** Requests as one file. */
export function packRequests(requests: readonly Buffer[]): Buffer {
  return Buffer.concat(
    requests.flatMap((request) => {
      const length = Buffer.alloc(4);
      length.writeUInt32LE(request.length);
      return [length, request];
    }),
  );
}

/** The requests of such a file: views into it. */
export function unpackRequests(packed: Buffer): Buffer[] {
  const requests: Buffer[] = [];
  for (let at = 0; at < packed.length;) {
    const begin = at + 4;
    at = begin + packed.readUInt32LE(at);
    requests.push(packed.subarray(begin, at));
  }
  return requests;
}

/** An HTTP/1.1 request, ready to be written. */
export function requestBytes(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: unknown,
): Buffer {
  const text = body === undefined ? '' : JSON.stringify(body);
  const lines = [`${method} ${path} HTTP/1.1`];
  for (const [name, value] of Object.entries({ host: '127.0.0.1', ...headers })) lines.push(`${name}: ${value}`);
  if (body !== undefined) lines.push('content-type: application/json', `content-length: ${Buffer.byteLength(text)}`);
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${text}`);
}
