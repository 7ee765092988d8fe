/**
 * Asks a registry (OCI Distribution Specification 1.1, and Docker's token authentication). Every answer is waited for within bounds; what may
 * pass by itself is asked again.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { errorCode, Fault } from '../../cli/fault.ts';
import type { RegistryLogin } from './registry-login.ts';
import { isLocal } from './reference.ts';

/** One request; the body is sent again where the request is. */
export interface RegistryRequest {
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH';
  headers?: Record<string, string>;
  body?: Buffer;
  /** Answers that are expected; any other one is a Fault. */
  expect: readonly number[];
  /** For what cannot be sent a second time as it is; default 5. */
  tries?: number;
}

export interface RegistryOptions {
  host: string;
  credentials: RegistryLogin | undefined;
  /** Without TLS also where the registry is on another machine. */
  plainHttp?: boolean;
}

/** What a token allows: a repository, to be read or written. */
export type Scope = `repository:${string}:${'pull' | 'pull,push'}`;

/** Docker Hub's own name is not where it answers. */
const ELSEWHERE: Readonly<Record<string, string>> = { 'docker.io': 'registry-1.docker.io' };
const TRIES = 5;
const FIRST_WAIT_MS = 500;
const LIMIT_MS = 600_000;
const TOKEN_LIMIT_MS = 30_000;
const Token = z.object({ token: z.string().optional(), access_token: z.string().optional() });

/** Speaks with one registry. */
export class RegistryClient {
  readonly base: URL;
  readonly #credentials: RegistryLogin | undefined;
  /** What to say for each set of scopes, as the registry has asked for. */
  readonly #authorizations = new Map<string, string>();

  constructor({ host, credentials, plainHttp = false }: RegistryOptions) {
    this.base = new URL(`${plainHttp || isLocal(host) ? 'http' : 'https'}://${ELSEWHERE[host] ?? host}/v2/`);
    this.#credentials = credentials;
  }

  /** @param where a path below /v2/, or an address that the registry gave. @throws Fault that says what was answered */
  async ask(where: string | URL, scopes: readonly Scope[], question: RegistryRequest): Promise<Response> {
    const url = new URL(where, this.base);
    const most = question.tries ?? TRIES;
    for (let tries = 1; ; tries += 1) {
      const answer = await this.#once(url, scopes, question).catch((error: unknown) => {
        const { reason, passes } = failureOf(error);
        if (!passes || tries >= most) throw this.#fault(url, question, reason, error);
        return undefined;
      });
      if (answer && question.expect.includes(answer.status)) return answer;
      const passes = answer === undefined || answer.status === 429 || answer.status >= 500;
      if (answer && (!passes || tries >= most)) throw this.#fault(url, question, await refusalOf(answer));
      await answer?.body?.cancel();
      await sleep(FIRST_WAIT_MS * 2 ** (tries - 1) * (0.5 + Math.random()));
    }
  }

  async #once(url: URL, scopes: readonly Scope[], question: RegistryRequest): Promise<Response> {
    const key = scopes.join(' ');
    const answer = await this.#send(url, question, this.#authorizations.get(key));
    if (answer.status !== 401 || url.origin !== this.base.origin) return answer;
    const asked = answer.headers.get('www-authenticate') ?? '';
    await answer.body?.cancel();
    this.#authorizations.set(key, await this.#authorize(asked, scopes));
    return this.#send(url, question, this.#authorizations.get(key));
  }

  /** Nobody but the registry itself is told who we are. */
  #send(
    url: URL,
    { method, headers = {}, body }: RegistryRequest,
    authorization: string | undefined,
  ): Promise<Response> {
    const own = authorization !== undefined && url.origin === this.base.origin ? { authorization } : undefined;
    return fetch(url, {
      method,
      headers: { ...headers, ...own },
      ...(body && { body: new Uint8Array(body) }),
      signal: AbortSignal.timeout(LIMIT_MS),
    });
  }

  async #authorize(asked: string, scopes: readonly Scope[]): Promise<string> {
    const basic = this.#credentials && `Basic ${base64(this.#credentials)}`;
    if (/^basic\b/i.test(asked)) {
      if (basic === undefined) throw new Fault(LOG_IN);
      return basic;
    }
    const given = Object.fromEntries(
      [...asked.matchAll(/(?<=[\s,])([a-z]{1,20})="([^"]*)"/gi)].map(([, name, value]) => [name, value]),
    );
    if (!/^bearer\b/i.test(asked) || !URL.canParse(given['realm'] ?? '')) throw new Fault(LOG_IN);
    const realm = new URL(given['realm'] ?? '');
    if (realm.protocol !== 'https:' && this.base.protocol === 'https:')
      throw new Fault(`it wants passwords to be sent to ${realm.origin}, where anybody could read them`);
    if (given['service'] !== undefined) realm.searchParams.set('service', given['service']);
    for (const scope of scopes) realm.searchParams.append('scope', scope);
    const headers = basic === undefined ? {} : { authorization: basic };
    const signal = AbortSignal.timeout(TOKEN_LIMIT_MS);
    const identity = this.#credentials?.identityToken;
    const answer = await (identity === undefined
      ? fetch(realm, { headers, signal })
      : fetch(new URL(realm.pathname, realm), {
          method: 'POST',
          body: refreshing(realm.searchParams, identity),
          signal,
        }));
    if (answer.status === 401 || answer.status === 403) throw new Fault(LOG_IN);
    if (!answer.ok) throw new Error(`${realm.origin} answers ${answer.status}`);
    const { token, access_token: other } = Token.parse(await answer.json());
    return `Bearer ${token ?? other ?? ''}`;
  }

  #fault(url: URL, { method }: RegistryRequest, why: string, cause?: unknown): Fault {
    return new Fault(`${this.base.host}: ${method} ${url.pathname}: ${why.trim()}`, { cause });
  }
}

const LOG_IN = 'it does not let us in: docker login, or REGISTRY_USER and REGISTRY_PASSWORD';

const base64 = ({ user, password }: RegistryLogin): string => Buffer.from(`${user}:${password}`).toString('base64');

/** OAuth 2's way, for who has no password but a token that tokens are given for (Azure, for one). */
function refreshing(asked: URLSearchParams, identity: string): URLSearchParams {
  const scope = asked.getAll('scope').join(' ');
  const rest = { grant_type: 'refresh_token', refresh_token: identity, client_id: 'seatmesh', scope };
  return new URLSearchParams({ service: asked.get('service') ?? '', ...rest });
}

const Refusal = z.object({ errors: z.array(z.object({ code: z.string(), message: z.string().optional() })).min(1) });
const TEXT_LENGTH = 300;

/** Status, and the registry's own code and words. */
async function refusalOf(answer: Response): Promise<string> {
  const text = await answer.text();
  const said = Refusal.safeParse(jsonIn(text));
  const words = said.success
    ? said.data.errors.map(({ code, message }) => (message === undefined ? code : `${code}: ${message}`)).join('; ')
    : text;
  const known = answer.status === 401 ? 'it does not take this name and password' : '';
  return `${answer.status} ${words.slice(0, TEXT_LENGTH) || known}`;
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What does not pass by itself, and what helps. */
const LASTING: readonly [RegExp, string][] = [
  [/SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)/, 'NODE_EXTRA_CA_CERTS=FILE names further CAs'],
  [/ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG)|EPROTO/, 'if it speaks no TLS: --plain-http'],
  [/ENOTFOUND|CERT_/, 'is the name right?'],
];

function failureOf(error: unknown): { reason: string; passes: boolean } {
  const { message, cause } = error as Error;
  if (error instanceof Fault) return { reason: message, passes: false };
  const code = errorCode(cause) ?? errorCode(error) ?? '';
  const reason = (cause instanceof Error && cause.message) || code || message;
  const [, mend] = LASTING.find(([codes]) => codes.test(code)) ?? [];
  return mend === undefined ? { reason, passes: true } : { reason: `${reason} (${mend})`, passes: false };
}
