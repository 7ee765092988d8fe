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
  return text || code || 'unknown error';
}
