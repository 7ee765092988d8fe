/** Access tokens that are none, made of one that is good. Pure but for the key of the forger. */
import { generateKeyPairSync, sign } from 'node:crypto';

const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
const decoded = (part = ''): Record<string, unknown> =>
  JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;

/** Each by what is wrong with it. */
export function forgedTokens(good: string): Record<string, string> {
  const [head, payload, signature = ''] = good.split('.');
  const { privateKey } = generateKeyPairSync('ed25519');
  const signed = (header: object, claims: object): string => {
    const text = `${encoded(header)}.${encoded(claims)}`;
    return `${text}.${sign(null, Buffer.from(text), privateKey).toString('base64url')}`;
  };
  const [header, claims] = [decoded(head), decoded(payload)];
  const first = signature.startsWith('A') ? 'B' : 'A';
  return {
    'another signature': `${head}.${payload}.${first}${signature.slice(1)}`,
    'another subject': `${head}.${encoded({ ...claims, sub: 'usr_000_01HZ0000000000000000000000' })}.${signature}`,
    'a later end': `${head}.${encoded({ ...claims, exp: Number(claims['exp']) + 86_400 })}.${signature}`,
    'no algorithm': `${encoded({ ...header, alg: 'none' })}.${payload}.`,
    'somebody’s own key, by the same name': signed(header, claims),
    'somebody’s own key, by another name': signed({ ...header, kid: 'forged' }, claims),
  };
}
