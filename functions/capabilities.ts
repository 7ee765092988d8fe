/** The functions, each by the name of its folder: who is not listed here is neither built nor deployed. */
import type { Capability } from './shared/serve/capability.ts';

const names = [
  'register',
  'login',
  'verify',
  'account',
  'publish',
  'event-global',
  'event-detail',
  'book',
  'order-record',
  'web',
  'warm',
  'shard-map',
];

/** Imports what every function says of itself (`functions/<name>/capability.ts`), in the order of the list. */
export const capabilities: readonly Capability[] = await Promise.all(names.map(capabilityOf));

async function capabilityOf(name: string): Promise<Capability> {
  const { capability } = (await import(`./${name}/capability.ts`)) as { capability: Capability };
  if (capability.name !== name) throw new Error(`functions/${name}/capability.ts is called ${capability.name}`);
  return capability;
}
