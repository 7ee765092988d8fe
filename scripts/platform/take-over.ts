/** Other manifests take the place of those that run, without a request lost: for what may change while the system runs, which is the shard map. */
import { availableParallelism } from 'node:os';
import { ingressKeys } from './eventing/event-keys.ts';
import { type PlatformPlan, readPlan } from './platform-plan.ts';
import type { PlatformOptions } from './spec/options.ts';

const DRAINED_CHECK_MS = 50;
/** Streams and long answers may take longer; what they still do is judged by the databases. */
const DRAINED_MS = 20_000;

/** What makes a Service of a plan run, or run with what its plan says now. */
export type Start = (service: PlatformPlan['functions'][number], isNew: boolean) => Promise<boolean>;

/**
 * New Services are there, and all others run with their new settings, before the first request is led by the new routes. What is gone from the manifests
 * runs on until nobody asks for it.
 * @throws one line for each mistake in the manifests, before anything is changed; Error when a process does not come up: then the routes stay
 */
export async function takeOver(plan: PlatformPlan, options: PlatformOptions, start: Start): Promise<void> {
  const next = readPlan(options);
  plan.eventing.trust(ingressKeys(options.secrets));
  const changed: { service: PlatformPlan['functions'][number]; isNew: boolean }[] = [];
  for (const service of next.functions) {
    const { name } = service.pool.spec;
    const known = plan.functions.find(({ pool }) => pool.spec.name === name);
    if (known && JSON.stringify(known.environment) === JSON.stringify(service.environment)) continue;
    if (known) known.environment = service.environment;
    else {
      plan.functions.push(service);
      plan.pools.set(name, service.pool);
    }
    changed.push({ service: known ?? service, isNew: !known });
  }
  const missing: string[] = [];
  await inTurns(changed, async ({ service, isNew }) => {
    if (!(await start(service, isNew))) missing.push(service.pool.spec.name);
  });
  if (missing.length > 0) throw new Error(`${missing.join(', ')}: new processes do not come up (see the log)`);
  plan.edge.routes = next.edge.routes;
  await drained(plan);
}

/**
 * As many at a time as there are cores: a process that starts takes a whole core, and with more of them Redis and MySQL, which the others ask
 * meanwhile, would have none for longer than they are waited for.
 */
export async function inTurns<T>(
  all: readonly T[],
  work: (one: T) => Promise<void>,
  atOnce = availableParallelism(),
): Promise<void> {
  const left = [...all];
  const next = async (): Promise<void> => {
    for (let one = left.shift(); one !== undefined; one = left.shift()) await work(one);
  };
  await Promise.all(Array.from({ length: atOnce }, next));
}

/** Waits for the processes that were replaced. */
async function drained({ pools }: PlatformPlan): Promise<void> {
  const giveUpAt = performance.now() + DRAINED_MS;
  while ([...pools.values()].some((pool) => pool.isDraining) && performance.now() < giveUpAt)
    await new Promise((resolve) => setTimeout(resolve, DRAINED_CHECK_MS));
}
