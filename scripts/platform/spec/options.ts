/** What the one-machine run is told. */
import type { Trace } from '../../../functions/shared/trace.ts';
import type { Manifest } from './manifests.ts';

/** How the process of a function is run. */
export interface Command {
  file: string;
  args: string[];
  cwd: string;
  /** Environment of this way to run it, beside what the manifest says. */
  env?: Record<string, string>;
  /** Makes what is run, where that is not there yet; waited for before each start. */
  prepare?: () => Promise<void>;
}

/** A request at the edge. */
export interface EdgeSpan extends Pick<Trace, 'traceId' | 'spanId' | 'parentId'> {
  method: string;
  status: number;
  /** Milliseconds since 1970. */
  startMs: number;
  ms: number;
}

/** What to run, and for which installation. */
export interface PlatformOptions {
  /** Parsed YAML documents: see `loadManifests`. */
  manifests: Manifest[];
  /** Secret name -> key -> value: stands in for what ExternalSecrets would bring. */
  secrets: Record<string, Record<string, string>>;
  /** This installation's own values in ConfigMaps, over those of the manifests. */
  configMaps?: Record<string, Record<string, string>>;
  /** Public keys of this installation, in place of the inline ones of every RequestAuthentication. */
  jwks: string;
  /** The RabbitMQ of the Brokers; may be left out where the manifests have none. */
  amqpUrl?: string;
  /** Tells apart several platforms on one RabbitMQ; stands where the Broker's UID is on the cluster. */
  scope?: string;
  /** 0 or nothing: a free one. */
  port?: number;
  host?: string;
  /** How the function of a folder is run. */
  command: (folder: string) => Command;
  /** A Service whose processes keep failing is left alone no longer than this; 0 where they are killed on purpose. */
  longestCrashWaitMs?: number;
  /** Is told of every request that was answered at the edge, as a span of its trace; undefined: nobody is. */
  edgeSpan?: (span: EdgeSpan) => void;
  /** The platform's own lines, and the processes' (`{service, pid, stream, line}`). */
  log: (line: Record<string, unknown>) => void;
}
