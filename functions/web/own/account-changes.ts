/** Changes of an account: never over what was changed elsewhere, and found out about where the answer is lost. */
import { tellRenamed } from '../islands/session.ts';
import type { KnownAccount, OwnAccountView } from './known-account.ts';
import { askOwn, type OwnRefusal } from './own-requests.ts';

export interface DetailChange {
  name?: string;
  email?: string;
  password?: string;
  currentPassword?: string;
}

/** `elsewhere`: it was changed by somebody else, and this change was not made; `known` is how it stands by now. */
export type ChangeOutcome =
  | { kind: 'saved'; known: KnownAccount }
  | { kind: 'elsewhere'; known: KnownAccount }
  | { kind: 'refused'; refusal: OwnRefusal };

/** Where it may have been changed, by this or by somebody else. */
const LOOK_AT = new Set(['precondition_failed', 'account_changed', 'outcome_unknown', 'offline']);
/** Where it was not this change. */
const REFUSED_AS_OTHER = new Set(['precondition_failed', 'account_changed']);

export async function changeOwnAccount(before: KnownAccount, change: DetailChange): Promise<ChangeOutcome> {
  const path = `/v1/users/${before.account.id}`;
  const answer = await askOwn<OwnAccountView>(path, { method: 'PATCH', body: change, ifMatch: before.etag });
  if ('value' in answer) return saved({ account: answer.value, etag: answer.etag });
  const { refusal } = answer;
  if (!LOOK_AT.has(refusal.code)) return { kind: 'refused', refusal };
  const now = await askOwn<OwnAccountView>(path);
  if ('refusal' in now) return { kind: 'refused', refusal };
  const known = { account: now.value, etag: now.etag };
  if (isAsWanted(known.account, change)) return saved(known);
  return REFUSED_AS_OTHER.has(refusal.code) ? { kind: 'elsewhere', known } : { kind: 'refused', refusal };
}

function saved(known: KnownAccount): ChangeOutcome {
  const { id, name, email } = known.account;
  tellRenamed({ id, name, email });
  return { kind: 'saved', known };
}

/** Of a password nobody can see whether it is the new one. An address is kept in small letters. */
function isAsWanted(account: OwnAccountView, { name, email, password }: DetailChange): boolean {
  if (password !== undefined) return false;
  return (name ?? account.name) === account.name && (email ?? account.email).toLowerCase() === account.email;
}
