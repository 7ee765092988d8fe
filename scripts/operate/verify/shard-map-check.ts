/** The shard map of a cluster: everything goes by it, and the API server takes none that would lose slots. Nothing is changed: all is tried as a dry run. */
import { isDeepStrictEqual } from 'node:util';
import type { ShardMapSpec } from '../../../functions/shared/sharding/shard-map-resource.ts';
import { Fault } from '../../cli/fault.ts';
import { whyUnready } from '../cluster/conditions.ts';
import { findShardMap } from '../cluster/deploy/live-shard-map.ts';
import type { ClusterCheck } from './verify-check.ts';

type Range = ShardMapSpec['events']['ranges'][number];

/** A map that is none, and what the API server says of it. */
export interface WrongMap {
  what: string;
  says: string;
  spec: ShardMapSpec;
}

/** Made of the map that is there, so that each is wrong in one way alone. Pure. */
export function wrongMaps(spec: ShardMapSpec): WrongMap[] {
  const { ranges, shards } = spec.events;
  const [first, ...rest] = ranges;
  if (!first) return [];
  const events = (changed: readonly Range[]): ShardMapSpec => ({ ...spec, events: { shards, ranges: [...changed] } });
  const other = shards.find((shard) => shard !== first.shard && shard !== first.movingTo);
  return [
    {
      what: 'a hole',
      says: 'a slot is owned by nobody',
      spec: events(rest.length > 0 ? rest : [{ ...first, to: 'ffe' }]),
    },
    { what: 'a slot that is owned twice', says: 'a slot is owned twice', spec: events([...ranges, { ...first }]) },
    {
      what: 'a shard that nobody has named',
      says: 'a range names a shard that is not in shards',
      spec: events([{ ...first, shard: 'nobody' }, ...rest]),
    },
    { what: 'no hexadecimal digits', says: 'should match', spec: events([{ ...first, from: '0G0' }, ...rest]) },
    ...(other === undefined
      ? []
      : [
          {
            what: 'slots that were given to another shard by hand',
            says: 'slots change their owner only by way of movingTo',
            spec: events([{ from: first.from, to: first.to, shard: other }, ...rest]),
          },
        ]),
  ];
}

export const shardMap: ClusterCheck = {
  name: 'shard-map',
  about: 'everything goes by the ShardMap, and one that would lose slots is refused (dry runs: nothing is changed)',
  run: async ({ cluster }) => {
    const map = await findShardMap(cluster);
    if (!map) throw new Fault('there is no ShardMap: npm run deploy makes it');
    const tried = async (spec: unknown) =>
      cluster.attempt(['replace', '--dry-run=server', '-f', '-'], { input: JSON.stringify({ ...map, spec }) });
    const same = await tried(map.spec);
    if (same.code !== 0) throw new Fault(`the map as it is would be refused: ${same.errors.trim()}`);
    const wrong = wrongMaps(map.spec as unknown as ShardMapSpec).filter(
      ({ spec }) => !isDeepStrictEqual(spec, map.spec),
    );
    for (const { what, says, spec } of wrong) {
      const { code, errors } = await tried(spec);
      if (code === 0) throw new Fault(`a map with ${what} would be taken`);
      if (!errors.includes(says))
        throw new Fault(`a map with ${what} is refused, but for another reason: ${errors.trim()}`);
    }
    const why = whyUnready(map);
    if (why !== undefined) throw new Fault(why);
    return `${wrong.length} that would lose slots are refused`;
  },
};
