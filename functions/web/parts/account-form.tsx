/** Signing in, and opening an account: on their own pages, and in place where somebody is about to buy. */
import { useId, useState } from 'preact/hooks';
import { register, signIn, type SignedIn, type SignInAttempt } from '../islands/session.ts';
import * as t from '../texts/of-page.ts';
import { SHORTEST_PASSWORD } from './password-rule.ts';
import { type FieldFault, FaultSummary, Field } from './form-fields.tsx';

export interface AccountFormProps {
  /** Which of the two comes first. */
  kind: 'sign-in' | 'register';
  onSignedIn: (user: SignedIn) => void;
  /** What each is for here. */
  leads?: Readonly<Record<'sign-in' | 'register', string>>;
  /** Where one can be had instead of the other without leaving the page. */
  canSwitch?: boolean;
}

/** What a form knows of its attempt. */
interface AttemptState {
  isBusy: boolean;
  faults: readonly FieldFault[];
  /** Why nobody is signed in, where it is no field's fault. */
  refusal: string;
}

const UNTRIED: AttemptState = { isBusy: false, faults: [], refusal: '' };

export function AccountForm({ kind: first, leads, onSignedIn, canSwitch = false }: AccountFormProps) {
  const [kind, setKind] = useState(first);
  const [{ isBusy, faults, refusal }, setState] = useState(UNTRIED);
  const prefix = useId();
  const isNew = kind === 'register';
  const withIds = (named: [FieldName, string][]): FieldFault[] =>
    named.map(([name, text]) => ({ id: `${prefix}-${name}`, text }));

  const submit = async (form: HTMLFormElement): Promise<void> => {
    const given = givenIn(new FormData(form), prefix);
    const found = withIds(faultsIn(given, isNew));
    setState({ ...UNTRIED, faults: found, isBusy: found.length === 0 });
    if (found.length > 0) return;
    const { name, email, password } = given;
    const attempt = await (isNew ? register(name, email, password) : signIn(email, password));
    if ('user' in attempt) {
      setState(UNTRIED);
      return onSignedIn(attempt.user);
    }
    const wrong = withIds(fieldsOf(attempt, isNew));
    setState({ isBusy: false, faults: wrong, refusal: wrong.length > 0 ? '' : refusalText(attempt) });
  };

  return (
    <form
      class="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBusy) void submit(event.currentTarget);
      }}
    >
      {leads && <p class="lead">{leads[kind]}</p>}
      <FaultSummary faults={faults} />
      {refusal !== '' && (
        <p class="notice bad" role="alert">
          {refusal}
        </p>
      )}
      <SignInFields prefix={prefix} isNew={isNew} faults={faults} />
      <button type="submit" class="button" aria-busy={isBusy}>
        {isNew ? t.register : t.signIn}
      </button>
      {canSwitch && (
        <p>
          {isNew ? t.haveAccount : t.noAccountYet}{' '}
          <button
            type="button"
            class="link"
            onClick={() => {
              setKind(isNew ? 'sign-in' : 'register');
              setState(UNTRIED);
            }}
          >
            {isNew ? t.signIn : t.createAccount}
          </button>
        </p>
      )}
    </form>
  );
}

interface SignInFieldsProps {
  prefix: string;
  isNew: boolean;
  faults: readonly FieldFault[];
}

const NO_HELP = { autocapitalize: 'none', spellcheck: false, required: true, dir: 'ltr' } as const;

function SignInFields({ prefix, isNew, faults }: SignInFieldsProps) {
  const [isShown, setShown] = useState(false);
  const about = (name: FieldName) => {
    const id = `${prefix}-${name}`;
    return { id, fault: faults.find((fault) => fault.id === id)?.text };
  };
  return (
    <>
      {isNew && (
        <Field
          {...about('name')}
          label={t.name}
          input={{ type: 'text', autocomplete: 'name', required: true, maxLength: 100 }}
        />
      )}
      <Field
        {...about('email')}
        label={t.email}
        input={{ ...NO_HELP, type: 'email', autocomplete: isNew ? 'email' : 'username', maxLength: 254 }}
      />
      <Field
        {...about('password')}
        label={t.password}
        {...(isNew && { hint: t.passwordHint({ count: SHORTEST_PASSWORD }) })}
        input={{
          ...NO_HELP,
          type: isShown ? 'text' : 'password',
          autocomplete: isNew ? 'new-password' : 'current-password',
          maxLength: 200,
        }}
      />
      <label class="tick">
        <input type="checkbox" checked={isShown} onChange={(event) => setShown(event.currentTarget.checked)} />
        <span>{t.showPassword}</span>
      </label>
    </>
  );
}

/** What was written. */
function givenIn(data: FormData, prefix: string): Record<FieldName, string> {
  const text = (name: FieldName): string => {
    const value = data.get(`${prefix}-${name}`);
    return typeof value === 'string' ? value : '';
  };
  return { name: text('name').trim(), email: text('email').trim(), password: text('password') };
}

type FieldName = 'name' | 'email' | 'password';

/** What can be seen without asking. */
function faultsIn(given: Record<FieldName, string>, isNew: boolean): [FieldName, string][] {
  const { name, email, password } = given;
  const faults: [FieldName, string][] = [];
  if (isNew && name === '') faults.push(['name', t.fieldRequired({ field: t.name })]);
  if (email === '') faults.push(['email', t.fieldRequired({ field: t.email })]);
  else if (!/^[^\s@]{1,200}@[^\s@]{1,200}$/.test(email)) faults.push(['email', t.fieldWrong({ field: t.email })]);
  if (password === '') faults.push(['password', t.fieldRequired({ field: t.password })]);
  else if (isNew && password.length < SHORTEST_PASSWORD)
    faults.push(['password', t.passwordShort({ count: SHORTEST_PASSWORD })]);
  return faults;
}

/** What the API says of fields. */
function fieldsOf(attempt: Exclude<SignInAttempt, { user: SignedIn }>, isNew: boolean): [FieldName, string][] {
  if (attempt.problem === 'email_taken') return [['email', t.emailTaken]];
  if (attempt.problem === 'password_common') return [['password', t.passwordTooCommon]];
  const labels: Record<FieldName, string> = { name: t.name, email: t.email, password: t.password };
  const names = (isNew ? ['name', 'email', 'password'] : ['email', 'password']) as FieldName[];
  return names
    .filter((name) => attempt.errors?.some(({ path }) => path === name))
    .map((name) => [name, t.fieldWrong({ field: labels[name] })]);
}

function refusalText({ problem, retryAfterSeconds = 60 }: Exclude<SignInAttempt, { user: SignedIn }>): string {
  switch (problem) {
    case 'credentials_wrong':
      return t.wrongCredentials;
    case 'too_many_requests':
      return t.tooManyTries({ seconds: retryAfterSeconds });
    case 'offline':
      return t.offline;
    default:
      return t.somethingWrong;
  }
}
