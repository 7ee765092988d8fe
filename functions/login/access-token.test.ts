import { decodeJwt, decodeProtectedHeader } from 'jose';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { makeSigningKey } from '../../scripts/system/signing-key.ts';
import { tokenVerifier } from '../shared/identity/tokens.ts';
import { accessTokenSigner } from './access-token.ts';
import { signingSettings } from './capability.ts';

const subject = {
  userId: 'usr_3f9_01JDCMWZ7V5K3Q8Y2RNB4TXHGA',
  sessionId: 'ses_3f9_01JDCMX1T0A9C4E7H2KQW6RZ5B',
};

function configOf(keys: { jwk: string; jwks: string }) {
  return z.object(signingSettings).parse({
    TOKEN_ISSUER: 'https://seatmesh.example',
    TOKEN_AUDIENCE: 'seatmesh',
    JWKS: keys.jwks,
    SIGNING_KEY: keys.jwk,
  });
}

test('a token says who, in which session, for whom and for 15 minutes, and verifies', async () => {
  const keys = await makeSigningKey();
  const config = configOf(keys);
  const now = new Date();
  const token = await accessTokenSigner(config)(subject, now);
  const issuedAt = Math.floor(now.getTime() / 1000);
  expect(decodeProtectedHeader(token)).toEqual({ alg: 'EdDSA', typ: 'at+jwt', kid: JSON.parse(keys.jwk).kid });
  expect(decodeJwt(token)).toEqual({
    iss: 'https://seatmesh.example',
    aud: 'seatmesh',
    sub: subject.userId,
    sid: subject.sessionId,
    jti: expect.stringMatching(/^[0-9A-Z]{26}$/),
    iat: issuedAt,
    exp: issuedAt + 900,
  });
  expect(await tokenVerifier(config)(token)).toMatchObject({ sub: subject.userId, sid: subject.sessionId });
});

test('a token says since when the account is open, to those who ask for an age; one that does not is as good', async () => {
  const config = configOf(await makeSigningKey());
  const sign = accessTokenSigner(config);
  const verify = tokenVerifier(config);
  const since = new Date('2026-11-29T01:02:03.999Z');
  expect((await verify(await sign({ ...subject, since }, new Date()))).since).toBe(
    Date.UTC(2026, 10, 29, 1, 2, 3) / 1000,
  );
  expect(await verify(await sign(subject, new Date()))).not.toHaveProperty('since');
});

test('a signing key whose public part nobody has stops the deployment', async () => {
  const [one, two] = [await makeSigningKey(), await makeSigningKey()];
  expect(() => accessTokenSigner(configOf({ jwk: one.jwk, jwks: two.jwks }))).toThrow('publish it first');
});

test('a public key under the right kid that belongs to another private key stops the deployment', async () => {
  const [one, two] = [await makeSigningKey(), await makeSigningKey()];
  const { kid } = JSON.parse(one.jwk);
  const jwks = JSON.stringify({ keys: [{ ...JSON.parse(two.jwks).keys[0], kid }] });
  expect(() => accessTokenSigner(configOf({ jwk: one.jwk, jwks }))).toThrow('publish it first');
});

test('a private key among the public ones stops the deployment, and is not shown', async () => {
  const { jwk } = await makeSigningKey();
  const jwks = JSON.stringify({ keys: [JSON.parse(jwk)] });
  const { error } = signingSettings.JWKS.safeParse(jwks);
  expect(error?.issues[0]?.message).toContain('"d"');
  expect(JSON.stringify(error?.issues)).not.toContain(JSON.parse(jwk).d);
});
