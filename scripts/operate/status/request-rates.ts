/** What functions' log lines of the last minute say of the traffic. Pure. */

/** A function's share of it. */
export interface FunctionTraffic {
  service: string;
  /** Processes that have said something. */
  processes: number;
  requests: number;
  /** Answers of 500 and above. */
  failures: number;
  /** Half of the answers took no longer, and 95 of a hundred. */
  p50Ms: number;
  p95Ms: number;
}

/** All of it. */
export interface SystemTraffic {
  seconds: number;
  functions: FunctionTraffic[];
  orders: number;
  holds: number;
  /** Refusals by code, the most frequent first. */
  refusals: [code: string, count: number][];
}

interface RequestLine {
  time: string;
  service: string;
  pid: number;
  revision?: string;
  method: string;
  path: string;
  status: number;
  ms: number;
  code?: string;
}

/** Lines of requests; anything else in a log is passed over. */
function readLine(text: string): RequestLine | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const line = JSON.parse(text) as Partial<RequestLine>;
    const { service, method, path, status, time } = line;
    const isRequest = typeof status === 'number' && typeof method === 'string' && typeof path === 'string';
    return isRequest && service !== undefined && time !== undefined ? (line as RequestLine) : undefined;
  } catch {
    return undefined;
  }
}

/** @param now the window ends then */
export function trafficIn(lines: readonly string[], now: Date, seconds = 60): SystemTraffic {
  const from = new Date(now.getTime() - seconds * 1_000).toISOString();
  const read = lines.flatMap((text) => readLine(text) ?? []).filter(({ time }) => time >= from);
  const made = (end: string): number =>
    read.filter(({ method, path, status }) => method === 'POST' && status === 201 && path.endsWith(end)).length;
  const codes = Map.groupBy(
    read.filter(({ code }) => code !== undefined),
    ({ code }) => code ?? '',
  );
  return {
    seconds,
    functions: [...Map.groupBy(read, ({ service }) => service)]
      .map(([service, own]) => trafficOf(service, own))
      .toSorted((a, b) => (a.service < b.service ? -1 : 1)),
    orders: made('/orders'),
    holds: made('/holds'),
    refusals: [...codes]
      .map(([code, some]): [string, number] => [code, some.length])
      .toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)),
  };
}

function trafficOf(service: string, lines: readonly RequestLine[]): FunctionTraffic {
  const times = lines.map(({ ms }) => ms).toSorted((a, b) => a - b);
  const at = (share: number): number =>
    Math.round(times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0);
  return {
    service,
    processes: new Set(lines.map(({ pid, revision }) => `${revision} ${pid}`)).size,
    requests: lines.length,
    failures: lines.filter(({ status }) => status >= 500).length,
    p50Ms: at(0.5),
    p95Ms: at(0.95),
  };
}
