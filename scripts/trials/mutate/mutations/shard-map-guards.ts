/** Guards of what follows the shard map on a cluster: nothing goes that has data, and nothing follows a map that is none. */
import type { Mutation } from '../mutation.ts';

const RECONCILE = { tests: ['functions/shard-map/reconcile.test.ts'] };

export const SHARD_MAP: readonly Mutation[] = [
  {
    name: 'a shard that is not in the map any more is deleted with its data',
    file: 'functions/shard-map/drop-empty.ts',
    from: "return empty ? undefined : 'has data: npm run reshard moves it, and removes what is left';",
    to: 'return undefined;',
    breaks: 'events and orders of a shard cannot be reached by anybody',
    caughtBy: RECONCILE,
  },
  {
    name: 'a shard of which nothing is known is deleted',
    file: 'functions/shard-map/drop-empty.ts',
    from: "if (empty === undefined) return 'has a database that is not known here';",
    to: '',
    breaks: 'a shard goes whose database nobody has looked into',
    caughtBy: RECONCILE,
  },
  {
    name: 'a shard is deleted while routes lead to it',
    file: 'functions/shard-map/drop-empty.ts',
    from: 'let why = isStillLedTo(shard, routes, map)',
    to: 'let why = isStillLedTo({ ...shard, services: [] }, [], map)',
    breaks: 'callers of its slots find nobody until the routes are changed',
    caughtBy: RECONCILE,
  },
  {
    name: 'a map that has slots of a shard that it does not name is taken',
    file: 'functions/shared/sharding/shard-map-resource.ts',
    from: 'if (stranger) throw new Error(`shard map: ${stranger.shard} has slots, and is not among shards`);',
    to: '',
    breaks: 'slots of a shard that nobody has named have no owner',
    caughtBy: { tests: ['functions/shared/sharding/shard-map-resource.test.ts'] },
  },
  {
    name: 'routes lead to Services that are not ready',
    file: 'functions/shard-map/follow-routes.ts',
    from: 'if (!isReady) continue;',
    to: '',
    breaks: 'callers of slots that have moved wait for pods that cannot start',
    caughtBy: RECONCILE,
  },
  {
    name: 'traffic of a revision with another map is not noticed',
    file: 'functions/shard-map/settled.ts',
    from: 'const other = traffic.find(({ percent = 0, revisionName }) => percent > 0 && revisionName !== newest);',
    to: 'const other = undefined as { percent?: number; revisionName?: string } | undefined;',
    breaks: 'slots are moved while a canary is served by pods that do not know it',
    caughtBy: RECONCILE,
  },
  {
    name: 'a Service is overwritten that somebody has changed meanwhile',
    file: 'functions/shard-map/follow-services.ts',
    from: '...(!isNew && { resourceVersion: metadata.resourceVersion }),',
    to: '',
    breaks: 'a deployment at the same moment gets its former image back',
    caughtBy: RECONCILE,
  },
  {
    name: 'new revisions have traffic before they were asked what they reach',
    file: 'scripts/operate/cluster/deploy/run.ts',
    from: 'options.smokeTests ? 0 : options.canaryPercent',
    to: 'options.canaryPercent',
    breaks: 'a wrong address of a database is found out by callers',
    caughtBy: { tests: ['scripts/operate/cluster/deploy/deploy-faults.test.ts'] },
  },
  {
    name: 'a deployment has slots be where the overlay says',
    file: 'scripts/operate/cluster/deploy/live-shard-map.ts',
    from: 'if (!live) return own;',
    to: 'if (own) return own;',
    breaks: 'slots that were moved are led to the shard where they were',
    caughtBy: { tests: ['scripts/operate/cluster/deploy/live-shard-map.test.ts'] },
  },
];
