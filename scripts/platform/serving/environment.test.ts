import { expect, test } from 'vitest';
import { localAddresses, resolveEnvironment } from './environment.ts';
import { Findings } from '../spec/findings.ts';
import type { EnvFromSource, EnvSource } from './service-spec.ts';

const sources = { secrets: { db: { url: 'mysql://x' } }, configMaps: { shards: { SHARD_MAP: 'e0', LEVEL: 'info' } } };
const ref = (name: string, key: string, optional = false): { name: string; key: string; optional: boolean } => ({
  name,
  key,
  optional,
});

function resolve(
  env: EnvSource[],
  envFrom: EnvFromSource[] = [],
): { environment: Record<string, string>; mistakes: string[] } {
  const findings = new Findings();
  return {
    environment: resolveEnvironment({ name: 'book', env, envFrom }, sources, findings),
    mistakes: findings.mistakes,
  };
}

test('values, Secret keys and ConfigMap keys; env wins over envFrom, and $(NAME) is replaced', () => {
  const { environment, mistakes } = resolve(
    [
      { name: 'LEVEL', value: 'debug' },
      { name: 'URL', valueFrom: { secretKeyRef: ref('db', 'url') } },
      { name: 'MAP', valueFrom: { configMapKeyRef: ref('shards', 'SHARD_MAP') } },
      { name: 'BOTH', value: '$(URL) at $(LEVEL), $$(LEVEL), $(NOBODY)' },
      { name: 'EMPTY' },
    ],
    [
      { prefix: 'X_', configMapRef: { name: 'shards', optional: false } },
      { prefix: '', configMapRef: { name: 'shards', optional: false } },
    ],
  );
  expect(mistakes).toEqual([]);
  expect(environment).toEqual({
    X_SHARD_MAP: 'e0',
    X_LEVEL: 'info',
    SHARD_MAP: 'e0',
    LEVEL: 'debug',
    URL: 'mysql://x',
    MAP: 'e0',
    BOTH: 'mysql://x at debug, $(LEVEL), $(NOBODY)',
    EMPTY: '',
  });
});

test('what is missing is a mistake that names it, unless it is optional', () => {
  const { environment, mistakes } = resolve(
    [
      { name: 'A', valueFrom: { secretKeyRef: ref('db', 'user') } },
      { name: 'B', valueFrom: { secretKeyRef: ref('nobody', 'x', true) } },
    ],
    [
      { prefix: '', secretRef: { name: 'gone', optional: false } },
      { prefix: '', secretRef: { name: 'gone', optional: true } },
    ],
  );
  expect(environment).toEqual({});
  expect(mistakes).toEqual(['Service/book: Secret gone is missing', 'Service/book: Secret db has no key user (for A)']);
});

test('cluster addresses become local ones; other hosts stay', async () => {
  const local = await localAddresses(
    {
      K_SINK: 'http://seatmesh-broker-ingress.seatmesh.svc.cluster.local',
      KEYS: 'http://verify.seatmesh.svc.cluster.local:80/v1/jwks.json',
      TWO: 'http://a.seatmesh.svc,http://b.seatmesh.svc/x',
      OUT: 'http://example.com/x.svc',
      UNKNOWN: 'http://c.other.svc',
    },
    async (name, namespace) => (namespace === 'seatmesh' ? `http://local/${name}` : undefined),
  );
  expect(local).toEqual({
    K_SINK: 'http://local/seatmesh-broker-ingress',
    KEYS: 'http://local/verify/v1/jwks.json',
    TWO: 'http://local/a,http://local/b/x',
    OUT: 'http://example.com/x.svc',
    UNKNOWN: 'http://c.other.svc',
  });
});
