/** The key pair that access tokens are signed with: Ed25519, named by its thumbprint (RFC 7638). */
import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import { calculateJwkThumbprint } from 'jose';

/** Makes a key pair: the private JWK for the Secret `signing-key`, its public JWK Set for the ConfigMap `keys`. */
export async function makeSigningKey(): Promise<{ jwk: string; jwks: string }> {
  const { privateKey } = await promisify(generateKeyPair)('ed25519', {});
  const { d = '', x = '' } = privateKey.export({ format: 'jwk' });
  const key = { kty: 'OKP', crv: 'Ed25519', x };
  const named = { ...key, kid: await calculateJwkThumbprint(key), alg: 'EdDSA', use: 'sig' };
  return { jwk: JSON.stringify({ ...named, d }), jwks: JSON.stringify({ keys: [named] }) };
}
