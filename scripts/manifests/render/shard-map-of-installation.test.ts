import { expect, test } from 'vitest';
import { loadManifests, type Manifest } from '../../platform/spec/manifests.ts';
import { readShardMaps } from '../../platform/spec/shards.ts';
import { ROOT, withShardMaps } from './files.ts';

interface Rule {
  matches: { path: { value: string }; method: string }[];
  filters: { urlRewrite: { hostname: string } }[];
}

const manifests = await loadManifests(`${ROOT}/knative`, `${ROOT}/istio`);

/** To which Service GET of an event in a slot is led. */
function leads(to: readonly Manifest[], slot: string): string[] {
  const path = `/v1/events/evt_${slot}_01JDCMX0C1E6S9T4W2VZQK8M5F`;
  const rules = to
    .filter(({ kind }) => kind === 'HTTPRoute')
    .flatMap(({ spec }) => (spec as { rules: Rule[] }).rules)
    .filter(({ matches }) =>
      matches.some(({ path: { value }, method }) => method === 'GET' && new RegExp(`^(?:${value})$`).test(path)),
    );
  return rules.map(({ filters }) => filters[0]?.urlRewrite.hostname.split('.')[0] ?? '');
}

test('with the map that they were rendered from, manifests stay as they are', async () => {
  expect(withShardMaps(manifests, await readShardMaps())).toEqual(manifests);
});

test('slots that are on their way lead to the Service that serves all shards, all others to their own; the new shard has Services', async () => {
  const maps = await readShardMaps('e0=000-3ff+400-4ff>e2+500-7ff,e1=800-fff,e2=');
  const during = withShardMaps(manifests, maps);
  expect(['3ff', '400', '4ff', '500', 'fff'].flatMap((slot) => leads(during, slot))).toEqual([
    'event-detail-e0',
    'event-detail',
    'event-detail',
    'event-detail-e0',
    'event-detail-e1',
  ]);
  const names = during.filter(({ kind }) => kind === 'Service').map(({ metadata }) => metadata.name);
  expect(names).toEqual(expect.arrayContaining(['book-e2', 'event-detail-e2', 'publish-e2']));
  const book = JSON.stringify(during.find(({ kind, metadata }) => kind === 'Service' && metadata.name === 'book'));
  for (const needed of ['MYSQL_E2', 'EVENT_KEY_E2', 'e0,e1,e2']) expect(book).toContain(needed);

  const after = withShardMaps(during, await readShardMaps('e0=000-3ff+500-7ff,e1=800-fff,e2=400-4ff<e0'));
  expect(['3ff', '400', '500'].flatMap((slot) => leads(after, slot))).toEqual([
    'event-detail-e0',
    'event-detail-e2',
    'event-detail-e0',
  ]);
  const shards = after.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'shards');
  expect(shards?.data?.['SHARD_MAP_EVENTS']).toBe('e0=000-3ff+500-7ff,e1=800-fff,e2=400-4ff<e0');
});
