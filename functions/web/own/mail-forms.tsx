/** Who does not know the password any more, and who comes with a link from a mail. Its token stands behind the # of the address, which no server sees. */
import { useEffect, useId, useState } from 'preact/hooks';
import { type FieldFault, FaultSummary, Field } from '../parts/form-fields.tsx';
import { pagePath } from '../parts/page-paths.ts';
import * as t from '../texts/of-page.ts';
import { ownRefusalText } from './own-refusals.ts';
import { askOwn } from './own-requests.ts';
import { newPasswordFault, PasswordField } from './password-fields.tsx';
import { Said, type SaidOutcome } from './said.tsx';

export function ForgottenPassword() {
  const [faults, setFaults] = useState<readonly FieldFault[]>([]);
  const [said, setSaid] = useState<SaidOutcome>();
  const [isBusy, setBusy] = useState(false);
  const [email, setEmail] = useState('');
  const id = useId();
  const send = async (): Promise<void> => {
    setSaid(undefined);
    const wanted = email.trim();
    if (wanted === '') return setFaults([{ id, text: t.fieldRequired({ field: t.email }) }]);
    setFaults([]);
    setBusy(true);
    const answer = await askOwn('/v1/auth/password-reset', { method: 'POST', body: { email: wanted } });
    setBusy(false);
    if ('value' in answer) return setSaid({ text: t.resetSent, isBad: false });
    if (answer.refusal.code === 'invalid') return setFaults([{ id, text: t.fieldWrong({ field: t.email }) }]);
    setSaid({ text: ownRefusalText(answer.refusal), isBad: true });
  };
  return (
    <>
      <p class="lead">{t.resetLead}</p>
      <form
        class="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!isBusy) void send();
        }}
      >
        <FaultSummary faults={faults} />
        <Said said={said} />
        <Field
          id={id}
          label={t.email}
          fault={faults[0]?.text}
          input={{
            type: 'email',
            autocomplete: 'username',
            autocapitalize: 'none',
            spellcheck: false,
            dir: 'ltr',
            maxLength: 254,
            required: true,
            value: email,
            onInput: ({ currentTarget }) => setEmail(currentTarget.value),
          }}
        />
        <button type="submit" class="button" aria-busy={isBusy}>
          {t.resetSend}
        </button>
      </form>
      <p>
        <a href={pagePath('/account/sign-in')}>{t.signIn}</a>
      </p>
    </>
  );
}

/** What came by mail: `#mlt_…`. */
function mailToken(): string | undefined {
  return /mlt_[0-9a-f]{3}_[\w-]{43}/.exec(location.hash)?.[0];
}

/** Used up: a reload must not try it once more. */
function dropToken(): void {
  history.replaceState(history.state, '', location.pathname + location.search);
}

function WrongLink({ children }: { children?: string }) {
  return (
    <>
      <p class="notice bad" role="alert">
        {children ?? t.linkWrong}
      </p>
      <p>
        <a class="button quiet" href={pagePath('/account/password')}>
          {t.linkAnother}
        </a>
      </p>
    </>
  );
}

export function NewPassword() {
  const [token] = useState(mailToken);
  const [password, setPassword] = useState('');
  const [faults, setFaults] = useState<readonly FieldFault[]>([]);
  const [said, setSaid] = useState<SaidOutcome>();
  const [state, setState] = useState<'asked' | 'busy' | 'done' | 'wrong'>(token === undefined ? 'wrong' : 'asked');
  const id = useId();
  const choose = async (): Promise<void> => {
    const wrong = newPasswordFault(password);
    setSaid(undefined);
    setFaults(wrong === undefined ? [] : [{ id, text: wrong }]);
    if (wrong !== undefined) return;
    setState('busy');
    const answer = await askOwn('/v1/auth/password-reset/confirm', { method: 'POST', body: { token, password } });
    if ('value' in answer) {
      dropToken();
      return setState('done');
    }
    const { code, errors } = answer.refusal;
    const text = ownRefusalText(answer.refusal);
    setState(code === 'mail_token_invalid' ? 'wrong' : 'asked');
    if (code === 'password_common') return setFaults([{ id, text }]);
    if (errors?.some(({ path }) => path === 'password'))
      return setFaults([{ id, text: t.fieldWrong({ field: t.accountNewPassword }) }]);
    setSaid({ text, isBad: true });
  };
  if (state === 'wrong') return <WrongLink />;
  if (state === 'done')
    return (
      <>
        <p class="notice good" role="status">
          {t.newPasswordDone}
        </p>
        <p>
          <a class="button" href={pagePath('/account/sign-in')}>
            {t.signIn}
          </a>
        </p>
      </>
    );
  return (
    <>
      <p class="lead">{t.newPasswordLead}</p>
      <form
        class="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (state !== 'busy') void choose();
        }}
      >
        <FaultSummary faults={faults} />
        <Said said={said} />
        <PasswordField
          id={id}
          label={t.accountNewPassword}
          isNew
          fault={faults[0]?.text}
          value={password}
          onValue={setPassword}
        />
        <button type="submit" class="button" aria-busy={state === 'busy'}>
          {t.accountSave}
        </button>
      </form>
    </>
  );
}

export function ConfirmEmail() {
  const [token] = useState(mailToken);
  const [wrong, setWrong] = useState(token === undefined ? t.linkWrong : undefined);
  const [isDone, setDone] = useState(false);
  useEffect(() => {
    if (token === undefined) return;
    void askOwn('/v1/auth/email-verification/confirm', { method: 'POST', body: { token } }).then((answer) => {
      if ('refusal' in answer) return setWrong(ownRefusalText(answer.refusal));
      dropToken();
      setDone(true);
    });
  }, [token]);
  if (wrong === undefined && !isDone) return <p role="status">{t.confirmBusy}</p>;
  return (
    <>
      <p class={`notice ${isDone ? 'good' : 'bad'}`} role={isDone ? 'status' : 'alert'}>
        {isDone ? t.confirmDone : wrong}
      </p>
      <p>
        <a class="button quiet" href={pagePath('/account')}>
          {t.confirmToAccount}
        </a>
      </p>
    </>
  );
}
