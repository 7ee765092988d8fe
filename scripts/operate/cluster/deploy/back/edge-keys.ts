/**
 * Public keys of the edge on the way to new ones and back: none goes before all has come true, and none that tokens may be of by then goes with the way back.
 * But for one that has leaked, which is gone at once and for good. Pure.
 */
import type { KubeObject } from '../../kubectl.ts';

interface TokenRule {
  jwks?: string;
  [other: string]: unknown;
}
interface PublicKey {
  kid?: string;
}

const isOfTokens = ({ kind }: KubeObject): boolean => kind === 'RequestAuthentication';

const rulesOf = ({ spec }: KubeObject): TokenRule[] => (spec?.['jwtRules'] ?? []) as TokenRule[];

function keysIn(objects: readonly KubeObject[]): PublicKey[] {
  return objects.filter(isOfTokens).flatMap((object) =>
    rulesOf(object).flatMap(({ jwks = '{"keys":[]}' }) => {
      const { keys = [] } = JSON.parse(jwks) as { keys?: PublicKey[] };
      return keys;
    }),
  );
}

/**
 * The same objects, where tokens are checked by the keys of others as well.
 * @param dropped the kid of one that has leaked
 */
export function withKeysOf(
  objects: readonly KubeObject[],
  others: readonly KubeObject[],
  dropped: string | undefined,
): KubeObject[] {
  const more = keysIn(others);
  return objects.map((object) => {
    if (!isOfTokens(object)) return object;
    const jwtRules = rulesOf(object).map((rule) => {
      if (rule.jwks === undefined) return rule;
      const { keys = [] } = JSON.parse(rule.jwks) as { keys?: PublicKey[] };
      const byKid = new Map([...more, ...keys].map((key) => [key.kid, key]));
      if (dropped !== undefined) byKid.delete(dropped);
      const isSame = byKid.size === keys.length && keys.every(({ kid }) => byKid.has(kid));
      // Envoy takes no set without a key, and with it goes the listener.
      return isSame || byKid.size === 0 ? rule : { ...rule, jwks: JSON.stringify({ keys: [...byKid.values()] }) };
    });
    return { ...object, spec: { ...object.spec, jwtRules } };
  });
}
