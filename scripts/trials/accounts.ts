/** Who may buy at a running system that is not ours: tokens from a file, or accounts opened through its own API within its limits. */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { plural } from '../../functions/shared/plural.ts';
import { errorCode, Fault, whyNotRead } from '../cli/fault.ts';
import type { Api } from '../operate/import/api-client.ts';

/** Accounts opened and logged in to a minute: below the limit of 120 for one address. */
const A_MINUTE = 100;

/** Their access tokens, one a line. @throws Fault when there are none */
export async function readTokens(file: string): Promise<string[]> {
  try {
    const tokens = (await readFile(file, 'utf8')).split(/\s+/).filter(Boolean);
    if (tokens.length === 0) throw new Fault(`${file} has no tokens: one a line`);
    return tokens;
  } catch (error) {
    if (errorCode(error)) throw new Fault(`${file} cannot be read: ${whyNotRead(error)}`, { cause: error });
    throw error;
  }
}

/** Opens accounts. @returns their access tokens */
export async function openAccounts(
  api: Api,
  count: number,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<string[]> {
  if (count > A_MINUTE)
    say(`opening ${plural(count, 'account')} takes ${plural(Math.ceil(count / A_MINUTE), 'minute')}`);
  const tokens: string[] = [];
  for (let index = 0; index < count; index++) {
    if (index > 0 && index % A_MINUTE === 0) await wait(60_000, undefined, { signal });
    signal.throwIfAborted();
    const email = `sale-${randomBytes(8).toString('hex')}@example.com`;
    const password = randomBytes(18).toString('base64url');
    const opened = await api('POST', '/v1/users', { body: { email, password, name: `Buyer ${index}` } });
    if (opened.status !== 201)
      throw new Fault(`opening an account answered ${opened.status}: ${opened.body.detail ?? ''}`);
    const session = await api('POST', '/v1/auth/login', { body: { email, password } });
    const token = session.body['accessToken'];
    if (typeof token !== 'string')
      throw new Fault(`logging in answered ${session.status}: ${session.body.detail ?? ''}`);
    tokens.push(token);
  }
  return tokens;
}
