/** Pages of a visitor's own: signing in, opening an account, orders, the account. */
import { type ComponentChildren, render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { download, OwnOrders, readJson } from '../parts/own-orders.tsx';
import { nextPath, pagePath } from '../parts/page-paths.ts';
import { AccountForm } from '../parts/account-form.tsx';
import { dateText } from '../texts/formats.ts';
import * as t from '../texts/of-page.ts';
import { accessToken, askApi, currentUser, onSession, type SignedIn, signOut } from './session.ts';

/** Goes on when somebody is signed in already, in another tab perhaps. */
function SignIn({ kind }: { kind: 'sign-in' | 'register' }) {
  const isNew = kind === 'register';
  const [user, setUser] = useState<SignedIn | undefined>(currentUser());
  useEffect(() => onSession(setUser), []);
  useEffect(() => {
    if (user) location.replace(nextPath(pagePath('/account/orders')));
  }, [user]);
  const other = isNew ? '/account/sign-in' : '/account/register';
  return (
    <>
      <p class="lead">{isNew ? t.registerLead : t.signInLead}</p>
      <AccountForm kind={kind} onSignedIn={setUser} />
      <p>
        {isNew ? t.haveAccount : t.noAccountYet}{' '}
        <a href={pagePath(other) + location.search}>{isNew ? t.signIn : t.createAccount}</a>
      </p>
    </>
  );
}

/** What only who is signed in sees; others are led to where they can. */
function Own({ children }: { children: (user: SignedIn) => ComponentChildren }) {
  const [user, setUser] = useState<SignedIn | undefined>(currentUser());
  const [isAsked, setAsked] = useState(user !== undefined);
  useEffect(() => onSession(setUser), []);
  useEffect(() => void accessToken().then(() => setAsked(true)), []);
  if (user) return children(user);
  if (!isAsked) return <p class="loading">{t.loading}</p>;
  const next = encodeURIComponent(location.pathname);
  return (
    <div class="empty">
      <p class="lead">{t.signInLead}</p>
      <p class="actions">
        <a class="button" href={`${pagePath('/account/sign-in')}?next=${next}`}>
          {t.signIn}
        </a>
        <a class="button quiet" href={`${pagePath('/account/register')}?next=${next}`}>
          {t.createAccount}
        </a>
      </p>
    </div>
  );
}

function Account({ user }: { user: SignedIn }) {
  const [since, setSince] = useState<string>();
  const [said, setSaid] = useState<{ text: string; isBad: boolean }>();
  useEffect(() => {
    void readJson<{ createdAt: string }>(`/v1/users/${user.id}`).then((account) => setSince(account?.createdAt));
  }, [user.id]);
  const leave = async (): Promise<void> => {
    if (await signOut()) location.assign(pagePath('/'));
    else setSaid({ text: t.offline, isBad: true });
  };
  const leaveEverywhere = async (): Promise<void> => {
    const response = await askApi(`/v1/users/${user.id}/sessions/end`, { method: 'POST' }).catch(() => undefined);
    if (!response?.ok) return setSaid({ text: t.somethingWrong, isBad: true });
    setSaid({ text: t.sessionsEnded, isBad: false });
    await signOut();
  };
  const save = async (): Promise<void> => {
    const isSaved = await download(`/v1/users/${user.id}/export`, 'seatmesh.json');
    if (!isSaved) setSaid({ text: t.somethingWrong, isBad: true });
  };
  return (
    <>
      {said && (
        <p class={`notice ${said.isBad ? 'bad' : 'good'}`} role="alert">
          {said.text}
        </p>
      )}
      <dl class="facts">
        <dt>{t.name}</dt>
        <dd class="strong">{user.name}</dd>
        <dt>{t.email}</dt>
        <dd>
          <bdi>{user.email}</bdi>
          {since !== undefined && (
            <span class="small">
              {t.accountSince({ when: dateText(document.documentElement.lang, since, 'date') })}
            </span>
          )}
        </dd>
      </dl>
      <p class="actions">
        <a class="button" href={pagePath('/account/orders')}>
          {t.navOrders}
        </a>
        <button type="button" class="button quiet" onClick={() => void leave()}>
          {t.signOut}
        </button>
        <button type="button" class="button quiet" onClick={() => void leaveEverywhere()}>
          {t.endSessions}
        </button>
        <button type="button" class="button quiet" onClick={() => void save()}>
          {t.accountData}
        </button>
      </p>
    </>
  );
}

const parts: Readonly<Record<string, () => ComponentChildren>> = {
  'sign-in': () => <SignIn kind="sign-in" />,
  register: () => <SignIn kind="register" />,
  orders: () => <Own>{(user) => <OwnOrders user={user} />}</Own>,
  account: () => <Own>{(user) => <Account user={user} />}</Own>,
};

for (const place of document.querySelectorAll<HTMLElement>('[data-part]')) {
  const part = parts[place.dataset['part'] ?? ''];
  if (!part) continue;
  place.replaceChildren();
  render(<>{part()}</>, place);
}
