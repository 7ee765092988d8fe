/** RequestAuthentication: who sends a request, as Envoy's jwt_authn filter decides it. */
import { createPublicKey, type JsonWebKey } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { createLocalJWKSet, decodeJwt, errors, type JSONWebKeySet, type JWTPayload, jwtVerify } from 'jose';
import { z } from 'zod';
import { Memo } from '../../../functions/shared/memo.ts';
import { type Findings, honour } from '../spec/findings.ts';
import { type Manifest, nameOf } from '../spec/manifests.ts';

const Rule = z.strictObject({
  issuer: z.string(),
  audiences: z.array(z.string()).default([]),
  jwks: z.string().optional(),
  fromHeaders: z.array(z.strictObject({ name: z.string(), prefix: z.string().default('') })).default([]),
  fromParams: z.array(z.string()).default([]),
  forwardOriginalToken: z.boolean().default(false),
  outputPayloadToHeader: z.string().optional(),
  outputClaimToHeaders: z.array(z.strictObject({ header: z.string(), claim: z.string() })).default([]),
});
const RequestAuthenticationManifest = z.strictObject({
  targetRefs: z.unknown().optional(),
  selector: z.unknown().optional(),
  jwtRules: z.array(Rule).default([]),
});

/** What a request's token proves: its claims, and the headers it changes. */
export interface Identity {
  claims: JWTPayload;
  dropped: readonly string[];
  pushed: readonly string[];
}

/** A token that is there and no good: 401, but 403 when it is meant for another audience, as Envoy has it. */
export class BadToken extends Error {
  readonly status: 401 | 403;
  constructor(message: string, status: 401 | 403 = 401) {
    super(message);
    this.status = status;
  }
}

type JwtRule = z.infer<typeof Rule> & { keys: ReturnType<typeof createLocalJWKSet> };
interface Seen {
  identity: Identity;
  untilS: number;
}

const CLOCK_SKEW_S = 60;
/** As many as a function remembers: who buys sends a token several times within minutes. About 15 MB. */
const REMEMBERED = 10_000;
const REMEMBERED_S = 300;
/** A token as its issuer writes it. With blanks in it, which jose passes over, it could be as long as a head, and be sent in as many ways as one likes. */
const AS_ISSUED = /^[\w-]+\.[\w-]+\.[\w-]+$/;
const DEFAULT_HEADER = { name: 'authorization', prefix: 'Bearer ' };
const DEFAULT_PARAM = 'access_token';

/**
 * Reads the rules. `jwks` takes the place of every inline key set: the keys are this installation's own. What Envoy would refuse is a mistake
 * all the same: it loses the whole listener over a set without a key.
 */
export function authentication(manifests: readonly Manifest[], jwks: string, findings: Findings): Authentication {
  const rules = manifests.flatMap((manifest) => {
    const honoured = honour(RequestAuthenticationManifest, manifest, findings)?.jwtRules ?? [];
    for (const rule of honoured)
      if (!hasKey(rule.jwks ?? jwks) || !hasKey(jwks))
        findings.mistake(nameOf(manifest), `jwks of ${rule.issuer} has no public key: Envoy would open no port at all`);
    return honoured;
  });
  const keys = createLocalJWKSet(rules.length > 0 && hasKey(jwks) ? (JSON.parse(jwks) as JSONWebKeySet) : { keys: [] });
  return new Authentication(rules.map((rule) => ({ ...rule, keys })));
}

const KeySet = z.object({ keys: z.array(z.unknown()) });

/** Envoy takes a set of which at least one is a public key that it can read. */
function hasKey(jwks: string): boolean {
  try {
    return KeySet.parse(JSON.parse(jwks)).keys.some(isPublicKey);
  } catch {
    return false;
  }
}

function isPublicKey(key: unknown): boolean {
  try {
    createPublicKey({ key: key as JsonWebKey, format: 'jwk' });
    return true;
  } catch {
    return false;
  }
}

/** Verifies tokens. A verified one is remembered until it expires: clients send the same one again and again. */
export class Authentication {
  readonly #rules: readonly JwtRule[];
  readonly #seen = new Memo<Seen>(REMEMBERED);
  /** The prefixes of tokens by the name of their header, in lower case. */
  readonly #headers = new Map<string, string[]>();
  readonly #params: string[];

  constructor(rules: readonly JwtRule[]) {
    this.#rules = rules;
    const located = rules.map((rule) => rule.fromHeaders.length + rule.fromParams.length > 0);
    for (const { name, prefix } of rules.flatMap((rule, i) => (located[i] ? rule.fromHeaders : [DEFAULT_HEADER]))) {
      const key = name.toLowerCase();
      this.#headers.set(key, [...(this.#headers.get(key) ?? []), prefix]);
    }
    this.#params = rules.flatMap((rule, i) => (located[i] ? rule.fromParams : [DEFAULT_PARAM]));
  }

  /** Undefined when no token is sent. Throws BadToken. Answers at once for a token seen before. */
  identify(req: IncomingMessage, query: string): Identity | undefined | Promise<Identity> {
    const token = this.#rules.length > 0 ? this.#tokenOf(req, query) : undefined;
    if (token === undefined) return undefined;
    const seen = this.#seen.get(token);
    if (seen && seen.untilS > Date.now() / 1000) return seen.identity;
    return this.#verify(token);
  }

  #tokenOf(req: IncomingMessage, query: string): string | undefined {
    for (const [name, prefixes] of this.#headers) {
      const value = req.headers[name];
      if (typeof value !== 'string') continue;
      const prefix = prefixes.find((one) => value.includes(one));
      if (prefix !== undefined) return tokenIn(value, prefix);
    }
    for (const name of this.#params)
      if (query.includes(name)) {
        const value = new URLSearchParams(query).get(name);
        if (value !== null) return value;
      }
    return undefined;
  }

  async #verify(token: string): Promise<Identity> {
    try {
      const { iss } = decodeJwt(token);
      const rule = this.#rules.find(({ issuer }) => issuer === iss);
      if (!rule) throw new BadToken('Jwt issuer is not configured');
      const audience = rule.audiences.length > 0 ? { audience: rule.audiences } : {};
      const { payload } = await jwtVerify(token, rule.keys, {
        issuer: rule.issuer,
        clockTolerance: CLOCK_SKEW_S,
        ...audience,
      });
      const identity = identityOf(rule, token, payload);
      const untilS = Math.min(payload.exp ?? Infinity, Date.now() / 1000 + REMEMBERED_S);
      if (AS_ISSUED.test(token)) this.#seen.set(token, { identity, untilS });
      return identity;
    } catch (error) {
      throw error instanceof BadToken ? error : inEnvoysWords(error);
    }
  }
}

/** Envoy looks for a prefix anywhere, and passes over what no token begins with: there may be more than one space. */
function tokenIn(value: string, prefix: string): string {
  if (prefix === '') return value;
  const from = value.indexOf(prefix) + prefix.length;
  const skipped = value.slice(from).search(/[\w.-]/);
  return skipped < 0 ? value : value.slice(from + skipped);
}

function identityOf(rule: JwtRule, token: string, claims: JWTPayload): Identity {
  const pushed: string[] = [];
  if (rule.outputPayloadToHeader) pushed.push(rule.outputPayloadToHeader, token.split('.')[1] ?? '');
  for (const { header, claim } of rule.outputClaimToHeaders)
    if (claims[claim] !== undefined) pushed.push(header, textOf(claims[claim]));
  const sent = rule.fromHeaders.length > 0 ? rule.fromHeaders : [DEFAULT_HEADER];
  const dropped = rule.forwardOriginalToken ? [] : sent.map(({ name }) => name.toLowerCase());
  return {
    claims,
    pushed,
    dropped: [...dropped, ...pushed.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase())],
  };
}

const textOf = (claim: unknown): string => (typeof claim === 'string' ? claim : JSON.stringify(claim));

function inEnvoysWords(error: unknown): BadToken {
  if (error instanceof errors.JWTExpired) return new BadToken('Jwt is expired');
  if (error instanceof errors.JWTClaimValidationFailed)
    return error.claim === 'aud'
      ? new BadToken('Audiences in Jwt are not allowed', 403)
      : new BadToken(error.claim === 'nbf' ? 'Jwt not yet valid' : `Jwt claim ${error.claim} is not allowed`);
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWSSignatureVerificationFailed)
    return new BadToken('Jwt verification fails');
  return new BadToken('Jwt is not in the form of Header.Payload.Signature with two dots and 3 sections');
}
