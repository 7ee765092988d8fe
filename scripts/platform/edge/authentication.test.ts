import type { IncomingMessage } from 'node:http';
import { SignJWT, importJWK, type JWK } from 'jose';
import { expect, test } from 'vitest';
import { makeSigningKey } from '../../system/signing-key.ts';
import { until } from '../../testing/until.ts';
import { authentication, BadToken } from './authentication.ts';
import { Findings } from '../spec/findings.ts';

/** Envoy's own leeway. */
const SKEW_S = 60;

/** A gate that asks for tokens of one issuer, and one of these that is good until then. */
async function gateWithToken(expires: number | string) {
  const { jwk, jwks } = await makeSigningKey();
  const manifest = {
    apiVersion: 'security.istio.io/v1',
    kind: 'RequestAuthentication',
    metadata: { name: 'tokens', namespace: 'seatmesh' },
    spec: { jwtRules: [{ issuer: 'https://issuer.example', jwks }] },
  };
  const gate = authentication([manifest], jwks, new Findings());
  const key = JSON.parse(jwk) as JWK;
  const token = await new SignJWT({ sub: 'ada' })
    .setProtectedHeader({ alg: 'EdDSA', kid: key.kid ?? '' })
    .setIssuer('https://issuer.example')
    .setExpirationTime(expires)
    .sign(await importJWK(key, 'EdDSA'));
  return { gate, token };
}

test('a token that was good is refused once it has expired, although it was seen before', async () => {
  const { gate, token } = await gateWithToken(Math.floor(Date.now() / 1000) - SKEW_S + 2);
  const request = { headers: { authorization: `Bearer ${token}` } } as IncomingMessage;
  const identify = async () => gate.identify(request, '');
  expect((await identify())?.claims.sub).toBe('ada');
  const refused = await until(
    'it is refused',
    () =>
      identify().then(
        () => undefined,
        (error: unknown) => error,
      ),
    10_000,
  );
  expect(refused).toBeInstanceOf(BadToken);
  expect((refused as BadToken).message).toBe('Jwt is expired');
});

test('a token is found where Envoy finds it: behind its prefix, whatever stands between that no token begins with', async () => {
  const { jwk, jwks } = await makeSigningKey();
  const fromHeaders = ['Bearer ', 'bearer '].map((prefix) => ({ name: 'Authorization', prefix }));
  const manifest = {
    apiVersion: 'security.istio.io/v1',
    kind: 'RequestAuthentication',
    metadata: { name: 'tokens', namespace: 'seatmesh' },
    spec: { jwtRules: [{ issuer: 'https://issuer.example', jwks, fromHeaders }] },
  };
  const gate = authentication([manifest], jwks, new Findings());
  const key = JSON.parse(jwk) as JWK;
  const token = await new SignJWT({ sub: 'ada' })
    .setProtectedHeader({ alg: 'EdDSA', kid: key.kid ?? '' })
    .setIssuer('https://issuer.example')
    .setExpirationTime('5m')
    .sign(await importJWK(key, 'EdDSA'));
  const subject = async (authorization: string) =>
    (await gate.identify({ headers: { authorization } } as IncomingMessage, ''))?.claims.sub;
  for (const scheme of ['Bearer ', 'Bearer  ', 'bearer     ', 'Basic Bearer '])
    expect([scheme, await subject(scheme + token)]).toEqual([scheme, 'ada']);
  for (const authorization of ['Bearer', `Basic ${token}`, `Bearer${token}`, `BEARER ${token}`])
    expect([authorization, await subject(authorization)]).toEqual([authorization, undefined]);
  for (const authorization of ['Bearer "', `Bearer ${token}"`, `Bearer ${token} ${token}`, `Bearer x ${token}`])
    await expect(subject(authorization)).rejects.toBeInstanceOf(BadToken);
});

test.each([
  ['an empty set', '{"keys":[]}'],
  ['no set', '{}'],
  ['no JSON', 'keys'],
  ['a secret', '{"keys":[{"kty":"oct","k":"c2VjcmV0"}]}'],
  ['half a key', '{"keys":[{"kty":"OKP","crv":"Ed25519"}]}'],
])('%s as jwks is a mistake, also where an installation has keys: Envoy would lose the listener', async (_, jwks) => {
  const { jwks: own } = await makeSigningKey();
  expect([mistakes({ jwks }, own), mistakes({}, jwks), mistakes({}, own), mistakes({ jwks: own }, own)]).toEqual([
    1, 1, 0, 0,
  ]);
});

function mistakes(inline: object, ours: string): number {
  const findings = new Findings();
  const manifest = {
    apiVersion: 'security.istio.io/v1',
    kind: 'RequestAuthentication',
    metadata: { name: 'tokens' },
    spec: { jwtRules: [{ issuer: 'https://issuer.example', ...inline }] },
  };
  authentication([manifest], ours, findings);
  return findings.mistakes.length;
}

test('only a token as it was issued is remembered: blown up with blanks it would fill the memory', async () => {
  const { gate, token } = await gateWithToken('5m');
  // What is remembered is answered at once, and not by a promise.
  const isRemembered = async (sent: string) => {
    const request = { headers: { authorization: `Bearer ${sent}` } } as IncomingMessage;
    await Promise.resolve(gate.identify(request, '')).catch(() => {});
    const again = gate.identify(request, '');
    if (!(again instanceof Promise)) return true;
    await again.catch(() => {});
    return false;
  };
  expect(await isRemembered(token)).toBe(true);
  expect(await isRemembered(`${token.slice(0, -10)}${' '.repeat(50_000)}${token.slice(-10)}`)).toBe(false);
  expect(await isRemembered(`${token}==`)).toBe(false);
});
