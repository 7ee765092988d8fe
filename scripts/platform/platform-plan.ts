/** Reads all manifests into what will run, before anything does. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { readEdge } from './edge/edge.ts';
import { resolveEnvironment, type Sources } from './serving/environment.ts';
import { type Eventing, readEventing } from './eventing/eventing.ts';
import { Findings } from './spec/findings.ts';
import type { Edge } from './edge/edge.ts';
import { type Rights, rightsIn } from './api/rights.ts';
import { judgeKinds } from './spec/kinds.ts';
import { type Manifest, ofKind } from './spec/manifests.ts';
import type { Command, PlatformOptions } from './spec/options.ts';
import { Cores } from './serving/spare-cores.ts';
import { ProcessPool } from './serving/process-pool.ts';
import { serviceSpec } from './serving/service-spec.ts';
import { readSources } from './serving/config-maps.ts';

/** A Service with what its processes are started with. */
export interface Function {
  pool: ProcessPool;
  command: Command;
  environment: Record<string, string>;
}

export interface PlatformPlan {
  functions: Function[];
  pools: Map<string, ProcessPool>;
  edge: Edge;
  eventing: Eventing;
  /** Who may do what with revisions. */
  rights: Rights;
  unsupported: string[];
}

/** Throws one line for each mistake. */
export function readPlan(options: PlatformOptions): PlatformPlan {
  const { manifests, log, amqpUrl, scope = 'local' } = options;
  const findings = new Findings();
  judgeKinds(manifests, findings);
  const sources = readSources(manifests, options, findings);
  const cores = new Cores();
  const functions = ofKind(manifests, 'Service', 'serving.knative.dev').flatMap(
    (manifest) => readFunction(manifest, sources, cores, options, findings) ?? [],
  );
  const pools = new Map(functions.map(({ pool }) => [pool.spec.name, pool]));
  const edge = readEdge(manifests, options.jwks, pools, findings);
  const eventing = readEventing(manifests, { pools, findings, log, amqpUrl, scope, secrets: sources.secrets });
  const rights = rightsIn(manifests, findings);
  findings.throwMistakes();
  return { functions, pools, edge, eventing, rights, unsupported: findings.lines };
}

function readFunction(
  manifest: Manifest,
  sources: Sources,
  cores: Cores,
  options: PlatformOptions,
  findings: Findings,
): Function | undefined {
  const spec = serviceSpec(manifest, findings);
  if (!spec) return undefined;
  const command = options.command(spec.folder);
  const entry = command.args.find((arg) => /\.[cm]?[jt]s$/.test(arg));
  if (entry !== undefined && !command.prepare && !existsSync(resolve(command.cwd, entry)))
    findings.mistake(manifest, `its image names the folder ${spec.folder}, but there is no ${entry}`);
  return {
    pool: new ProcessPool(spec, options.log, cores, options.longestCrashWaitMs),
    command,
    environment: resolveEnvironment(spec, sources, findings),
  };
}
