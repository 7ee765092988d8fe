/** PingSource: an event at each tick of a schedule. */
import { randomUUID } from 'node:crypto';
import { Cron } from 'croner';
import { z } from 'zod';
import type { Broker } from './broker.ts';
import { DestinationSpec } from './broker-spec.ts';
import type { CloudEvent } from './cloud-event.ts';
import { type Findings, honour } from '../spec/findings.ts';
import { type Manifest, namespaceOf } from '../spec/manifests.ts';
import type { ProcessPool } from '../serving/process-pool.ts';
import { isNeedless } from './needless-ticks.ts';
import { type Sink, sinkFor } from './sinks.ts';
import { traceparent } from '../http/tracing.ts';

const PingSourceManifest = z.strictObject({
  schedule: z.string(),
  timezone: z.string().optional(),
  contentType: z.string().optional(),
  data: z.string().optional(),
  dataBase64: z.string().optional(),
  sink: DestinationSpec,
  ceOverrides: z.strictObject({ extensions: z.record(z.string(), z.string()).default({}) }).optional(),
});

/** Of a source whose ticks may find something though nobody has asked for anything. */
const AT_REST = 'seatmesh.dev/at-rest';
const TRIES = 3;
const TRY_TIMEOUT_MS = 30_000;
const RETRY_MS = 500;

/** A source that is read and not yet ticking. */
export interface PingSource {
  start(): void;
  stop(): void;
  readonly sending: boolean;
}

/** Reads a PingSource. A tick that comes while the last one is still being sent is left out, and so is one that would find nothing. */
export function pingSource(
  manifest: Manifest,
  {
    pools,
    brokers,
    findings,
    log,
    proof,
  }: {
    pools: ReadonlyMap<string, ProcessPool>;
    brokers: readonly Broker[];
    findings: Findings;
    log: (line: Record<string, unknown>) => void;
    /** Stands in for the extension that an installation's own PingSources have. */
    proof: string | undefined;
  },
): PingSource | undefined {
  const spec = honour(PingSourceManifest, manifest, findings);
  if (!spec) return undefined;
  const { name } = manifest.metadata;
  const namespace = namespaceOf(manifest);
  const stopped = new AbortController();
  const comesAtRest = manifest.metadata.annotations?.[AT_REST] === 'true';
  let cron: Cron;
  let sending = false;
  let sentAt: number | undefined;
  const target = spec.sink.ref?.kind === 'Service' ? pools.get(spec.sink.ref.name) : undefined;
  try {
    const sink = sinkFor(spec.sink, namespace, pools, brokers, true);
    const options = {
      paused: true,
      protect: true,
      unref: true,
      ...(spec.timezone === undefined ? {} : { timezone: spec.timezone }),
    };
    cron = new Cron(spec.schedule, options, async () => {
      const now = performance.now();
      const workedUntil = Math.max(...[...pools.values()].map(({ work }) => work.until(now)));
      if (target && !comesAtRest && isNeedless({ now, sentAt, workedUntil, isRunning: target.pids.length > 0 }))
        return log({ msg: 'tick left out', source: name, why: 'nothing was asked since the last one' });
      sending = true;
      try {
        await send(sink, tickOf(manifest, spec, proof), stopped.signal);
        sentAt = now;
      } catch (error) {
        sentAt = undefined;
        log({ msg: 'tick not sent', level: 'warn', source: name, reason: (error as Error).message });
      }
      sending = false;
    });
  } catch (error) {
    findings.mistake(manifest, (error as Error).message);
    return undefined;
  }
  return {
    start: () => void cron.resume(),
    stop: () => {
      cron.stop();
      stopped.abort();
    },
    get sending() {
      return sending;
    },
  };
}

function tickOf(manifest: Manifest, spec: z.output<typeof PingSourceManifest>, proof: string | undefined): CloudEvent {
  return {
    attributes: {
      specversion: '1.0',
      id: randomUUID(),
      source: `/apis/v1/namespaces/${namespaceOf(manifest)}/pingsources/${manifest.metadata.name}`,
      type: 'dev.knative.sources.ping',
      time: new Date().toISOString(),
      ...(proof !== undefined && { proof }),
      ...spec.ceOverrides?.extensions,
    },
    contentType: spec.contentType ?? 'application/json',
    data: spec.dataBase64 === undefined ? Buffer.from(spec.data ?? '{}') : Buffer.from(spec.dataBase64, 'base64'),
  };
}

async function send(sink: Sink, event: CloudEvent, signal: AbortSignal): Promise<void> {
  const trace = { traceparent: traceparent(undefined) };
  for (let tries = 1; ; tries += 1) {
    const outcome = await sink(event, trace, TRY_TIMEOUT_MS, signal).then(
      ({ status }) => (status < 400 ? undefined : new Error(`answered ${status}`)),
      (error: Error) => error,
    );
    if (!outcome || signal.aborted) return;
    if (tries === TRIES) throw outcome;
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS * tries * (0.5 + Math.random())));
  }
}
