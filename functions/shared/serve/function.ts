/** Serves a function as its capability says: all that it says, and nothing else. */
import type { Binding } from '../http/call.ts';
import { CHANGES, TICK } from '../messages/ticks.ts';
import { type Capability, typesTaken } from './capability.ts';
import { serve, type Work } from './endpoint.ts';
import type { HostSettings } from './host.ts';

/** What a function does with what it takes. */
export interface Handlers extends Omit<Work, 'name' | 'settings'> {
  routes: readonly Binding[];
}

/** Hosts a function in this process. @throws Error when its handlers are not those of what it says it takes */
export function serveFunction(capability: Capability, settings: { host: HostSettings }, handlers: Handlers): void {
  const { name, routes, sweep, followsShardMap } = capability;
  const waking = [...(sweep ? [TICK] : []), ...(followsShardMap ? CHANGES : [])];
  const declared = [...routes.map((route) => route.name), ...typesTaken(capability), ...waking];
  const handled = [...handlers.routes.map(({ route }) => route.name), ...(handlers.messages?.types ?? [])];
  const wrong = [
    ...declared.filter((what) => !handled.includes(what)).map((what) => `${what} is not handled`),
    ...handled.filter((what) => !declared.includes(what)).map((what) => `${what} is not declared`),
  ];
  if (wrong.length > 0) throw new Error(`${name}: capability.ts and index.ts differ: ${wrong.join(', ')}`);
  serve({ ...handlers, name, settings: settings.host });
}
