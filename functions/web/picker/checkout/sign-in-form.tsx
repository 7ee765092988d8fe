/** Signing in, or opening an account, without leaving what one was doing. */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import * as texts from '../../texts/of-page.ts';

/** What became of signing in: `problem` is a code of the API, or `offline`. */
export type SignedInOrNot =
  | { user: object }
  | { problem: string; errors?: readonly { path: string }[]; retryAfterSeconds?: number };

/** How somebody signs in, or opens an account and signs in. */
export interface SigningIn {
  signIn: (email: string, password: string) => Promise<SignedInOrNot>;
  register: (name: string, email: string, password: string) => Promise<SignedInOrNot>;
}

export function SignInForm({ signing, onDone }: { signing: SigningIn; onDone: () => void }): JSX.Element {
  const [isNew, setNew] = useState(false);
  const [fault, setFault] = useState('');
  const [isBusy, setBusy] = useState(false);
  const summary = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    if (fault) summary.current?.focus();
  }, [fault]);
  const submit = async (form: HTMLFormElement): Promise<void> => {
    const given = new FormData(form);
    const value = (name: string): string => {
      const one = given.get(name);
      return typeof one === 'string' ? one : '';
    };
    setFault('');
    setBusy(true);
    const attempt = isNew
      ? await signing.register(value('name').trim(), value('email').trim(), value('password'))
      : await signing.signIn(value('email').trim(), value('password'));
    setBusy(false);
    if ('user' in attempt) return onDone();
    setFault(faultText(attempt));
  };
  return (
    <form
      class="form checkout-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBusy) void submit(event.currentTarget);
      }}
    >
      <p class="lead">{isNew ? texts.checkoutRegisterLead : texts.checkoutSignInLead}</p>
      {fault !== '' && (
        <p class="notice bad" role="alert" tabIndex={-1} ref={summary}>
          {fault}
        </p>
      )}
      <Fields isNew={isNew} />
      <button type="submit" class="button" aria-busy={isBusy}>
        {isNew ? texts.register : texts.signIn}
      </button>
      <p>
        {isNew ? texts.haveAccount : texts.noAccountYet}{' '}
        <button type="button" class="seats-back" onClick={() => setNew(!isNew)}>
          {isNew ? texts.signIn : texts.createAccount}
        </button>
      </p>
    </form>
  );
}

function Fields({ isNew }: { isNew: boolean }): JSX.Element {
  return (
    <>
      {isNew && (
        <label class="field">
          <span>{texts.name}</span>
          <input name="name" required maxLength={120} autocomplete="name" />
        </label>
      )}
      <label class="field">
        <span>{texts.email}</span>
        <input name="email" type="email" required maxLength={254} autocomplete="username" inputMode="email" />
      </label>
      <label class="field">
        <span>{texts.password}</span>
        <input
          name="password"
          type="password"
          required
          minLength={isNew ? 8 : 1}
          maxLength={200}
          autocomplete={isNew ? 'new-password' : 'current-password'}
          aria-describedby={isNew ? 'password-hint' : undefined}
        />
        {isNew && (
          <small id="password-hint" class="small">
            {texts.passwordHint}
          </small>
        )}
      </label>
    </>
  );
}

function faultText(attempt: Exclude<SignedInOrNot, { user: object }>): string {
  switch (attempt.problem) {
    case 'credentials_wrong':
      return texts.wrongCredentials;
    case 'email_taken':
      return texts.emailTaken;
    case 'password_common':
      return texts.passwordTooCommon;
    case 'too_many_requests':
      return texts.tooManyTries({ seconds: Math.max(1, attempt.retryAfterSeconds ?? 1) });
    case 'offline':
      return texts.offline;
    case 'invalid': {
      const names: Readonly<Record<string, string>> = {
        name: texts.name,
        email: texts.email,
        password: texts.password,
      };
      const fields = (attempt.errors ?? []).map(({ path }) => names[path] ?? path);
      return fields.length > 0
        ? [texts.checkFields({ count: fields.length }), ...fields].join(' ')
        : texts.somethingWrong;
    }
    default:
      return texts.somethingWrong;
  }
}
