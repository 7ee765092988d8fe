/** Pages of a visitor's own: signing in, opening an account, orders, the account. */
import { type ComponentChildren, render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { OwnAccount } from '../own/account-page.tsx';
import { ConfirmEmail, ForgottenPassword, NewPassword } from '../own/mail-forms.tsx';
import { OwnOrder } from '../own/order-page.tsx';
import { OwnOrders } from '../own/own-orders.tsx';
import { nextPath, pagePath } from '../parts/page-paths.ts';
import { AccountForm } from '../parts/account-form.tsx';
import * as t from '../texts/of-page.ts';
import { accessToken, currentUser, onSession, type SignedIn } from './session.ts';

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
      {!isNew && (
        <p>
          <a href={pagePath('/account/password')}>{t.forgotPassword}</a>
        </p>
      )}
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

const parts: Readonly<Record<string, () => ComponentChildren>> = {
  'sign-in': () => <SignIn kind="sign-in" />,
  register: () => <SignIn kind="register" />,
  orders: () => <Own>{(user) => <OwnOrders key={user.id} user={user} />}</Own>,
  account: () => <Own>{(user) => <OwnAccount key={user.id} user={user} />}</Own>,
  order: () => <Own>{(user) => <OwnOrder key={user.id} user={user} />}</Own>,
  'forgotten-password': () => <ForgottenPassword />,
  'new-password': () => <NewPassword />,
  'confirm-email': () => <ConfirmEmail />,
};

for (const place of document.querySelectorAll<HTMLElement>('[data-part]')) {
  const part = parts[place.dataset['part'] ?? ''];
  if (!part) continue;
  place.replaceChildren();
  render(<>{part()}</>, place);
}
