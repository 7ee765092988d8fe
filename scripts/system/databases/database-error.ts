/** What went wrong with a database, in one line for the person at the terminal. */
import { Problem } from '../../../functions/shared/problem.ts';
import { errorCode, Fault } from '../../cli/fault.ts';

/** The server's own words where it has said something; Knex would put the whole statement before them. */
export function reasonOf(error: unknown): string {
  if (error instanceof Fault) return error.message;
  if (error instanceof Problem && error.cause !== undefined) return reasonOf(error.cause);
  const { sqlMessage } = (error ?? {}) as { sqlMessage?: string };
  if (sqlMessage !== undefined) return sqlMessage;
  const code = errorCode(error) ?? '';
  if (/^(ECONN|ETIMEDOUT|ENOTFOUND|EAI_|EHOST|PROTOCOL_)/.test(code)) return `does not answer (${code})`;
  const [text] = (error instanceof Error ? error.message : String(error)).split('\n');
  // Of a migration, Knex tells what it could not take back any more.
  if (text?.includes('connection is in closed state')) return 'does not answer any more (its connection is gone)';
  return text || code || 'unknown error';
}

/** Whether a server that is there has let a connection go, or has not answered in time. */
export function isConnectionLost(error: unknown): boolean {
  const isLate = error instanceof Error && error.name === 'KnexTimeoutError';
  return isLate || /^(ECONNRESET|EPIPE|ETIMEDOUT|PROTOCOL_CONNECTION_LOST)$/.test(errorCode(error) ?? '');
}
