import type { SignedIn } from '../islands/session.ts';

/** An account, as its holder sees it. */
export interface OwnAccountView extends SignedIn {
  createdAt: string;
  updatedAt: string | null;
  emailVerifiedAt: string | null;
}

/** With the entity tag that its next change names. */
export interface KnownAccount {
  account: OwnAccountView;
  etag: string | undefined;
}
