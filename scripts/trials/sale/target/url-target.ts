/** A running system that is not ours: tokens from a file, or accounts opened through its own API within its limits. */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { type Api, apiAt } from '../../../operate/import/api-client.ts';
import { errorCode, Fault } from '../../../cli/fault.ts';
import type { SaleTarget } from './target.ts';
import { plural } from '../../../../functions/shared/plural.ts';

/** Accounts opened and logged in to a minute: below the limit of 120 for one address. */
const A_MINUTE = 100;
/** Clocks of servers that keep time agree within this. */
const CLOCK_SLACK_MS = 1_000;

export interface UrlOptions {
  url: URL;
  tokens: string | undefined;
  accounts: number;
}

/** Finds out who may buy there. @throws Fault that says what to do when nobody can be found */
export async function openUrlTarget(
  { url, tokens: file, accounts }: UrlOptions,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<SaleTarget> {
  const api = apiAt(url);
  const tokens = file === undefined ? await openAccounts(api, accounts, say, signal) : await readTokens(file);
  const [organizer = ''] = tokens;
  const buyers = tokens.length > 1 ? tokens.slice(1) : tokens;
  return {
    url,
    databases: undefined,
    holdMs: undefined,
    clockSlackMs: CLOCK_SLACK_MS,
    facts: [
      ['System', url.origin],
      ['Accounts', `${buyers.length}, shared by all buyers`],
    ],
    errorLines: () => undefined,
    token: (buyer) => Promise.resolve(buyers[buyer % buyers.length] ?? organizer),
    prepareBuyers: () => Promise.resolve(),
    publish: async (event) => {
      // Buyers share accounts, so no limit can count by account.
      const body = { ...event, limitPerBuyer: null };
      const answer = await api('POST', '/v1/events', { token: organizer, body });
      if (answer.status !== 201) throw new Fault(`publishing answered ${answer.status}: ${answer.body.detail ?? ''}`);
      return String(answer.body['id']);
    },
    broken: new Promise(() => {}),
    close: () => Promise.resolve(),
  };
}

async function readTokens(file: string): Promise<string[]> {
  try {
    const tokens = (await readFile(file, 'utf8')).split(/\s+/).filter(Boolean);
    if (tokens.length === 0) throw new Fault(`${file} has no tokens: one a line`);
    return tokens;
  } catch (error) {
    if (errorCode(error)) throw new Fault(`${file} cannot be read (${errorCode(error)})`, { cause: error });
    throw error;
  }
}

async function openAccounts(
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
