/** Checks a deployed system, one thing after the other, and says what was found. */
import { SOMETHING_FOUND } from '../../cli/main.ts';
import { writeFile } from 'node:fs/promises';
import { Agent } from 'node:http';
import { Agent as SecureAgent } from 'node:https';
import { Fault } from '../../cli/fault.ts';
import { type EdgePlace, findEdge } from '../cluster/edge-client.ts';
import { Kubectl } from '../cluster/kubectl.ts';
import { CLUSTER_CHECKS } from './cluster-checks.ts';
import { GIVEN_UP_CHECK } from './dead-letter-checks.ts';
import { EDGE_CHECKS, LAST_CHECK } from './edge-checks.ts';
import type { Options } from './options.ts';
import type { ClusterScene, VerifyScene } from './verify-check.ts';

/** What came of a check. */
export interface VerifyResult {
  name: string;
  about: string;
  outcome: 'ok' | 'failed' | 'left out';
  ms: number;
  /** What was found, or what is wrong. */
  says: string;
}

interface Step {
  name: string;
  about: string;
  run: () => Promise<string>;
}

/** @returns the exit code; @throws Fault when the ingress cannot be found */
export async function verifyCluster(options: Options, signal: AbortSignal): Promise<number> {
  if (options.lists) {
    for (const { name, about } of EDGE_CHECKS) console.log(`${name}: ${about}`);
    for (const { name, about, disturbs } of CLUSTER_CHECKS)
      console.log(`${name}: ${about} (needs kubectl${disturbs ? ', --disturb' : ''})`);
    return 0;
  }
  const cluster = options.url === undefined ? new Kubectl(options) : undefined;
  const found: EdgePlace = cluster ? await findEdge(cluster, options.edge) : { url: options.url! };
  const agent = new (found.url.protocol === 'https:' ? SecureAgent : Agent)({ keepAlive: true, maxSockets: 32 });
  const place: EdgePlace = { ...found, agent };
  const scene: VerifyScene = { place, signal, tell: (line) => console.log(`    ${line}`) };
  const startedAt = new Date();
  const results: VerifyResult[] = [];
  for (const step of stepsOf(options, scene, cluster)) {
    results.push(await outcomeOf(step, signal));
    const { name, outcome, ms, says } = results.at(-1)!;
    console.log(`${outcome === 'ok' ? 'ok    ' : 'FAILED'} ${name} (${ms} ms): ${says}`);
  }
  agent.destroy();
  const failed = results.filter(({ outcome }) => outcome === 'failed');
  const report = { url: place.url.href, startedAt, endedAt: new Date(), results };
  if (options.out !== undefined) await writeFile(options.out, `${JSON.stringify(report, undefined, 2)}\n`);
  console.log(
    failed.length === 0
      ? `${results.length} checks, all is as it should be`
      : `${failed.length} of ${results.length} checks failed`,
  );
  return failed.length === 0 ? 0 : SOMETHING_FOUND;
}

function stepsOf({ only, disturbs }: Options, scene: VerifyScene, cluster: Kubectl | undefined): Step[] {
  const isWanted = ({ name }: { name: string }): boolean => only?.has(name) ?? true;
  const through = EDGE_CHECKS.filter(isWanted).map((check) => ({ ...check, run: () => check.run(scene) }));
  if (cluster === undefined && CLUSTER_CHECKS.some((check) => only?.has(check.name)))
    throw new Fault('with --url there is no cluster to look at');
  // One object for all: what one makes, the next ones find.
  const looksForGivenUp = disturbs && isWanted(GIVEN_UP_CHECK);
  const withCluster = cluster && (Object.assign(scene, { cluster, looksForGivenUp }) satisfies ClusterScene);
  const behind = withCluster
    ? CLUSTER_CHECKS.filter((check) => isWanted(check) && (disturbs || !check.disturbs)).map((check) => ({
        ...check,
        run: () => check.run(withCluster),
      }))
    : [];
  return [...through, ...behind, { ...LAST_CHECK, run: () => LAST_CHECK.run(scene) }];
}

async function outcomeOf({ name, about, run }: Step, signal: AbortSignal): Promise<VerifyResult> {
  const begun = performance.now();
  const ms = (): number => Math.round(performance.now() - begun);
  try {
    const says = await run();
    return { name, about, outcome: 'ok', ms: ms(), says };
  } catch (error) {
    signal.throwIfAborted();
    return { name, about, outcome: 'failed', ms: ms(), says: (error as Error).message };
  }
}
