/** The account that publishes: found or registered, logged in, and kept logged in. */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as z from 'zod';
import { errorCode, Fault } from '../../cli/fault.ts';
import type { Api, ApiAnswer, ApiCall } from './api-client.ts';

/** E-mail and password of an account. */
export interface AccountLogin {
  email: string;
  password: string;
}

/** Somebody who may publish. */
export interface Importer {
  userId: string;
  registered: boolean;
  /** A call with the organizer's token, with a fresh one when it has expired. */
  call(method: string, path: string, call?: Omit<ApiCall, 'token'>): Promise<ApiAnswer>;
}

const NAME = 'Importer';

/**
 * Logs in; registers first when there is no such account.
 * @throws Fault for a wrong password, or what else the server says against it
 */
export async function logInOrRegister(api: Api, account: AccountLogin): Promise<Importer> {
  const known = await logIn(api, account);
  if (known) return known;
  const answer = await api('POST', '/v1/users', { body: { ...account, name: NAME } });
  if (answer.body.code === 'email_taken') throw new Fault(`The password of ${account.email} is wrong`);
  if (answer.status !== 201) throw refused(`${account.email} cannot be registered`, answer);
  return withSession(api, account, await api('POST', '/v1/auth/login', { body: account }), true);
}

/** Logs in; undefined when there is no such account, or it has another password. */
export async function logIn(api: Api, account: AccountLogin): Promise<Importer | undefined> {
  const session = await api('POST', '/v1/auth/login', { body: account });
  return session.status === 401 ? undefined : withSession(api, account, session, false);
}

function withSession(api: Api, account: AccountLogin, session: ApiAnswer, registered: boolean): Importer {
  let tokens = tokensOf(account, session);
  let renewal: Promise<void> | undefined;
  const renew = async (): Promise<void> => {
    const refreshed = await api('POST', '/v1/auth/refresh', { body: { refreshToken: tokens.refreshToken } });
    // A refresh whose answer was lost has used the token up: then the password opens a new session.
    tokens = tokensOf(
      account,
      refreshed.status === 200 ? refreshed : await api('POST', '/v1/auth/login', { body: account }),
    );
  };
  return {
    userId: tokens.user.id,
    registered,
    call: async (method, path, call) => {
      const { accessToken } = tokens;
      const answer = await api(method, path, { ...call, token: accessToken });
      if (answer.status !== 401) return answer;
      // Many calls notice at once; the first one renews for all.
      if (tokens.accessToken === accessToken) await (renewal ??= renew().finally(() => (renewal = undefined)));
      return api(method, path, { ...call, token: tokens.accessToken });
    },
  };
}

/** The account for a server on this machine: made up once, then read from the file. */
export async function localAccount(file: string): Promise<AccountLogin> {
  const known = await knownLocalAccount(file);
  if (known) return known;
  const account = { email: 'organizer@example.com', password: randomBytes(18).toString('base64url') };
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(file, `${JSON.stringify(account)}\n`, { mode: 0o600 });
  return account;
}

/** The same, undefined when none was made up yet. */
export async function knownLocalAccount(file: string): Promise<AccountLogin | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as AccountLogin;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw new Fault(`${file} cannot be read: set --email and --password`, { cause: error });
  }
}

/** True when a URL can only mean this machine. */
export function isLoopback(url: URL): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
}

const Tokens = z.object({ accessToken: z.string(), refreshToken: z.string(), user: z.object({ id: z.string() }) });
type Tokens = z.output<typeof Tokens>;

function tokensOf(account: AccountLogin, answer: ApiAnswer): Tokens {
  const tokens = Tokens.safeParse(answer.body);
  if (answer.status !== 200 || !tokens.success) throw refused(`${account.email} cannot log in`, answer);
  return tokens.data;
}

function refused(what: string, { status, body }: ApiAnswer): Fault {
  return new Fault(`${what}: the server answered ${status} (${body.detail ?? body.code ?? 'without a reason'})`);
}
