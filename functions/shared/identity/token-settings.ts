/** The settings of functions that take access tokens. */
import * as z from 'zod';
import { jsonText } from '../config.ts';

/** Public keys by RFC 8037. Strict: a private part in what everybody may read stops a deployment, it is not served. */
const PublicKey = z.strictObject({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.base64url().length(43),
  kid: z.string().min(1),
  alg: z.literal('EdDSA'),
  use: z.literal('sig'),
});

/** What a manifest must set for a function that checks tokens. */
export const tokenSettings = {
  TOKEN_ISSUER: z.url(),
  TOKEN_AUDIENCE: z.string().min(1),
  JWKS: jsonText(z.strictObject({ keys: z.array(PublicKey).min(1, 'no public key; see npm run keys') })),
};

/** The settings that tokens are checked by. */
export type TokenConfig = z.output<z.ZodObject<typeof tokenSettings>>;
