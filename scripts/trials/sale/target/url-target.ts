/** A running system that is not ours. */
import { apiAt } from '../../../operate/import/api-client.ts';
import { Fault } from '../../../cli/fault.ts';
import type { SaleTarget } from './target.ts';
import { openAccounts, readTokens } from '../../accounts.ts';

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
