import { expect, test } from 'vitest';
import { mapsIn, specOf } from '../../../functions/shared/sharding/shard-map-resource.ts';
import { parseShardMap } from '../../../functions/shared/slots.ts';
import { wrongMaps } from './shard-map-check.ts';

const users = parseShardMap('u0=000-fff');

test.each(['e0=000-fff', 'e0=000-7ff,e1=800-fff', 'e0=000-3ff+400-4ff>e2+500-7ff,e1=800-fff,e2='])(
  'every one made of %s is wrong by itself, but for an owner that was changed by hand',
  (events) => {
    const spec = specOf({ users, events: parseShardMap(events) });
    const wrong = wrongMaps(spec);
    expect(wrong).toHaveLength(events === 'e0=000-fff' ? 4 : 5);
    // Who may change an owner, only the API server knows.
    const byThemselves = wrong.filter(({ what }) => !what.includes('by hand'));
    for (const { what, spec: changed } of byThemselves)
      expect(() => mapsIn(changed), what).toThrow(/shard map|spec has no/);
  },
);
