/** Events that go astray on their way to the broker: twice, late, in another order, without their receipt, or not taken. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Mishap } from '../attack/event-proxy.ts';
import type { FaultKind } from './fault-kind.ts';

const MISHAPS: readonly Exclude<Mishap, 'none'>[] = ['duplicated', 'delayed', 'reordered', 'answer lost', 'refused'];

export const eventFaults: readonly FaultKind[] = MISHAPS.map((mishap) => ({
  name: mishap === 'answer lost' ? "broker's receipt lost" : `events ${mishap}`,
  target: 'events',
  strike: async ({ eventProxy }, random) => {
    const share = random.pick([0.1, 0.5, 1]);
    let met = 0;
    eventProxy.chance = () => random.next();
    eventProxy.mishap = () => {
      if (!random.chance(share)) return 'none';
      met += 1;
      return mishap;
    };
    await wait(random.whole(300, 1_000));
    eventProxy.mishap = () => 'none';
    return met > 0 ? 'on the way to the broker' : undefined;
  },
}));
