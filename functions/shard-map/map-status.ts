/** What the map's status says, and what of it is news. Pure. */
import type { ShardMaps } from '../shared/sharding/slot-routes.ts';
import { shardMapText } from '../shared/slots.ts';
import type { Notice } from './cluster-objects.ts';

/** As the API has it. */
export interface MapCondition {
  type: string;
  status: 'True' | 'False';
  observedGeneration: number;
  lastTransitionTime: string;
  reason: string;
  message: string;
}

export interface MapStatus {
  observedGeneration: number;
  users?: string;
  events?: string;
  conditions: MapCondition[];
}

/** What was found out, of one kind. */
export interface MapVerdict {
  type: 'Valid' | 'ServicesReady' | 'RoutesReady' | 'Ready' | 'ShardsGone';
  is: boolean;
  reason: string;
  message: string;
}

const LONGEST_MESSAGE = 4_096;

/** @param maps what Services and routes go by; undefined: of that nothing new is said */
export function statusOf(
  verdicts: readonly MapVerdict[],
  { generation, maps, before, now }: { generation: number; maps?: ShardMaps; before: Partial<MapStatus>; now: Date },
): MapStatus {
  const { users, events } = maps
    ? { users: shardMapText(maps.users.shards), events: shardMapText(maps.events.shards) }
    : before;
  const conditions = verdicts.map(({ type, is, reason, message }): MapCondition => {
    const status = is ? 'True' : 'False';
    const was = before.conditions?.find((one) => one.type === type);
    const lastTransitionTime =
      was?.status === status ? was.lastTransitionTime : now.toISOString().replace(/\.\d+Z$/, 'Z');
    const said = message.slice(0, LONGEST_MESSAGE);
    return { type, status, observedGeneration: generation, lastTransitionTime, reason, message: said };
  });
  return {
    observedGeneration: generation,
    ...(users !== undefined && { users }),
    ...(events !== undefined && { events }),
    conditions,
  };
}

/** What is told once, when it has come to be so. */
export function newsIn(before: Partial<MapStatus>, after: MapStatus): Notice[] {
  return after.conditions.flatMap(({ type, status, reason, message }): Notice[] => {
    if (type !== 'Ready' && type !== 'ShardsGone') return [];
    const was = before.conditions?.find((one) => one.type === type);
    if (was?.status === status && was.reason === reason) return [];
    return [{ type: status === 'True' || reason === 'Following' ? 'Normal' : 'Warning', reason, note: message }];
  });
}
