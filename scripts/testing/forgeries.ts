/** Access tokens that differ from a good one in a single point, each of which must be enough to refuse it. */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { type CryptoKey, generateKeyPair, type JWTHeaderParameters, type JWTPayload, SignJWT } from 'jose';

/** What a forger would love to have: here it serves to change one thing at a time. */
export interface Genuine {
  /** The private signing key, a JWK. */
  jwk: string;
  /** The claims of a good token. */
  claims: JWTPayload;
}

/** A claim set to undefined is left out. */
interface Change {
  header?: Partial<JWTHeaderParameters>;
  claims?: Record<string, unknown>;
  key?: KeyObject | CryptoKey | Uint8Array;
}

/** A good token with some change. */
export async function tokenWith({ jwk, claims }: Genuine, change: Change = {}): Promise<string> {
  const parsed = JSON.parse(jwk);
  const header = { alg: 'EdDSA', typ: 'at+jwt', kid: parsed.kid, ...change.header };
  const understood = Object.fromEntries((header.crit ?? []).map((name) => [name, true]));
  return new SignJWT(JSON.parse(JSON.stringify({ ...claims, ...change.claims })))
    .setProtectedHeader(header)
    .sign(change.key ?? createPrivateKey({ key: parsed, format: 'jwk' }), { crit: understood });
}

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const seconds = () => Math.floor(Date.now() / 1000);
const without = (claim: string) => (genuine: Genuine) => tokenWith(genuine, { claims: { [claim]: undefined } });

function publicKey({ jwk }: Genuine): KeyObject {
  return createPublicKey(createPrivateKey({ key: JSON.parse(jwk), format: 'jwk' }));
}

async function tampered(genuine: Genuine, claims: Record<string, unknown>): Promise<string> {
  const [header, , signature] = (await tokenWith(genuine)).split('.');
  return `${header}.${encode({ ...genuine.claims, ...claims })}.${signature}`;
}

/** By what is wrong with it. Only an expired token is told so; the rest is refused without a reason. */
export const forgeries: Record<string, (genuine: Genuine) => Promise<string>> = {
  'alg none': async ({ jwk, claims }) =>
    `${encode({ alg: 'none', typ: 'at+jwt', kid: JSON.parse(jwk).kid })}.${encode(claims)}.`,
  'alg none with a signature': async (genuine) => {
    const [, payload, signature] = (await tokenWith(genuine)).split('.');
    return `${encode({ alg: 'none', typ: 'at+jwt', kid: JSON.parse(genuine.jwk).kid })}.${payload}.${signature}`;
  },
  'HS256 keyed with the bytes of the public key': (genuine) =>
    tokenWith(genuine, { header: { alg: 'HS256' }, key: Buffer.from(JSON.parse(genuine.jwk).x, 'base64url') }),
  'HS256 keyed with the PEM of the public key': (genuine) =>
    tokenWith(genuine, {
      header: { alg: 'HS256' },
      key: Buffer.from(publicKey(genuine).export({ format: 'pem', type: 'spki' }).toString()),
    }),
  "another Ed25519 key under the good key's kid": async (genuine) =>
    tokenWith(genuine, { key: (await generateKeyPair('EdDSA')).privateKey }),
  'an unknown kid': (genuine) => tokenWith(genuine, { header: { kid: 'somebody-else' } }),
  'a key of its own in the header': async (genuine) => {
    const pair = await generateKeyPair('EdDSA', { extractable: true });
    const { kty, crv, x } = (await crypto.subtle.exportKey('jwk', pair.publicKey)) as Record<string, string>;
    return tokenWith(genuine, { header: { kid: 'mine', jwk: { kty, crv, x } as never }, key: pair.privateKey });
  },
  'an algorithm of another family': async (genuine) =>
    tokenWith(genuine, { header: { alg: 'ES256' }, key: (await generateKeyPair('ES256')).privateKey }),
  'a foreign audience': (genuine) => tokenWith(genuine, { claims: { aud: 'https://other.example' } }),
  'a foreign issuer': (genuine) => tokenWith(genuine, { claims: { iss: 'https://evil.example' } }),
  'the type of an ID token': (genuine) => tokenWith(genuine, { header: { typ: 'JWT' } }),
  'a critical header nobody understands': (genuine) => tokenWith(genuine, { header: { crit: ['urn:x'], 'urn:x': 1 } }),
  'not valid yet': (genuine) => tokenWith(genuine, { claims: { nbf: seconds() + 600 } }),
  'no expiry': without('exp'),
  'no subject': without('sub'),
  'no session': without('sid'),
  'no audience': without('aud'),
  'no issuer': without('iss'),
  'an expiry in words': (genuine) => tampered(genuine, { exp: 'never' }),
  'a subject that is no user': (genuine) => tokenWith(genuine, { claims: { sub: 'admin' } }),
  'a session that is none': (genuine) => tokenWith(genuine, { claims: { sid: 'ses_000_x' } }),
  'another subject under the old signature': (genuine) =>
    tampered(genuine, { sub: 'usr_000_01JDCMWZ7V5K3Q8Y2RNB4TXHGA' }),
  'a later expiry under the old signature': (genuine) => tampered(genuine, { exp: seconds() + 86_400 }),
  'no signature': async (genuine) => (await tokenWith(genuine)).replace(/\.[^.]*$/, '.'),
  'half a token': async (genuine) => (await tokenWith(genuine)).slice(0, 80),
};

/** A token that was good until ten minutes ago. */
export function expiredToken(genuine: Genuine): Promise<string> {
  return tokenWith(genuine, { claims: { iat: seconds() - 1_500, exp: seconds() - 600 } });
}
