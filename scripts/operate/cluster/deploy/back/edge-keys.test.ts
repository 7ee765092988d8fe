/** Public keys of the edge between two sets of them. */
import { expect, test } from 'vitest';
import type { KubeObject } from '../../kubectl.ts';
import { withKeysOf } from './edge-keys.ts';

const tokens = (...kids: string[]): KubeObject => ({
  apiVersion: 'security.istio.io/v1',
  kind: 'RequestAuthentication',
  metadata: { name: 'access-tokens' },
  spec: { jwtRules: [{ issuer: 'i', jwks: JSON.stringify({ keys: kids.map((kid) => ({ kid, x: kid })) }) }] },
});
const filter: KubeObject = { apiVersion: 'networking.istio.io/v1', kind: 'EnvoyFilter', metadata: { name: 'f' } };
const kids = (objects: readonly KubeObject[]): string[] =>
  objects.flatMap(({ spec }) =>
    ((spec?.['jwtRules'] ?? []) as { jwks: string }[]).flatMap(({ jwks }) =>
      (JSON.parse(jwks) as { keys: { kid: string }[] }).keys.map(({ kid }) => kid),
    ),
  );

test('those of both; all else stays', () => {
  const [made, same] = withKeysOf([tokens('a', 'b'), filter], [tokens('b', 'c')], undefined);
  expect(kids([made!]).toSorted()).toEqual(['a', 'b', 'c']);
  expect([made?.spec?.['jwtRules'], same]).toEqual([[expect.objectContaining({ issuer: 'i' })], filter]);
  const objects = [tokens('a', 'b')];
  expect(withKeysOf(objects, [tokens('a')], undefined)).toEqual(objects);
});

test('one that has leaked is in neither; a set without a key never is', () => {
  expect(kids(withKeysOf([tokens('a', 'b')], [tokens('b', 'c')], 'b')).toSorted()).toEqual(['a', 'c']);
  expect(kids(withKeysOf([tokens('b')], [tokens('b')], 'b'))).toEqual(['b']);
});
