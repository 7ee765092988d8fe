/** Another name or e-mail; and whether the e-mail is confirmed. */
import { useId, useState } from 'preact/hooks';
import { Field } from '../parts/form-fields.tsx';
import { dateText } from '../texts/formats.ts';
import * as t from '../texts/of-page.ts';
import type { DetailChange } from './account-changes.ts';
import { ChangeForm } from './change-form.tsx';
import type { KnownAccount } from './known-account.ts';
import { ownRefusalText } from './own-refusals.ts';
import { askOwn } from './own-requests.ts';
import { PasswordField } from './password-fields.tsx';
import { Said, type SaidOutcome } from './said.tsx';
import { useChange } from './use-change.ts';

interface ChangeDetailsProps {
  known: KnownAccount;
  onKnown: (known: KnownAccount) => void;
  onReload: () => Promise<KnownAccount | undefined>;
}

export function ChangeDetails({ known, onKnown, onReload }: ChangeDetailsProps) {
  const { account } = known;
  return (
    <>
      <DetailForm
        known={known}
        onKnown={onKnown}
        label={t.name}
        value={account.name}
        input={{ type: 'text', autocomplete: 'name', maxLength: 100 }}
        changeTo={(name) => ({ name })}
        errorPath="name"
      />
      <EmailState known={known} onReload={onReload} />
      <details class="more">
        <summary>{t.accountChangeEmail}</summary>
        <DetailForm
          known={known}
          onKnown={onKnown}
          label={t.accountNewEmail}
          value={account.email}
          input={{ type: 'email', autocomplete: 'email', maxLength: 254, dir: 'ltr', spellcheck: false }}
          changeTo={(email, currentPassword) => ({ email, currentPassword })}
          errorPath="email"
          needsPassword
        />
      </details>
    </>
  );
}

interface DetailFormProps {
  known: KnownAccount;
  onKnown: (known: KnownAccount) => void;
  label: string;
  value: string;
  input: Parameters<typeof Field>[0]['input'];
  changeTo: (value: string, currentPassword: string) => DetailChange;
  /** Where the API says that the value does not fit. */
  errorPath: string;
  needsPassword?: boolean;
}

function DetailForm(props: DetailFormProps) {
  const { known, onKnown, label, value, input, changeTo, errorPath, needsPassword = false } = props;
  const [typed, setTyped] = useState(value);
  const [password, setPassword] = useState('');
  const id = useId();
  const [valueId, passwordId] = [`${id}-value`, `${id}-password`];
  const form = useChange({
    missing: () => [
      ...(typed.trim() === '' ? [{ id: valueId, text: t.fieldRequired({ field: label }) }] : []),
      ...(needsPassword && password === ''
        ? [{ id: passwordId, text: t.fieldRequired({ field: t.accountCurrentPassword }) }]
        : []),
    ],
    change: () => changeTo(typed.trim(), password),
    faultsOf: ({ code, errors }) => {
      if (code === 'password_wrong') return [{ id: passwordId, text: t.accountWrongPassword }];
      if (code === 'email_taken') return [{ id: valueId, text: t.emailTaken }];
      const isWrong = errors?.some(({ path }) => path === errorPath);
      return isWrong ? [{ id: valueId, text: t.fieldWrong({ field: label }) }] : [];
    },
    onSaved: (next) => {
      setPassword('');
      onKnown(next);
    },
    savedText: t.accountSaved,
  });

  return (
    <ChangeForm
      form={form}
      known={known}
      onTheirs={(theirs) => {
        onKnown(theirs);
        setTyped(errorPath === 'name' ? theirs.account.name : theirs.account.email);
      }}
    >
      <Said said={form.said} />
      <Field
        id={valueId}
        label={label}
        fault={form.faultOf(valueId)}
        input={{ ...input, required: true, value: typed, onInput: ({ currentTarget: it }) => setTyped(it.value) }}
      />
      {needsPassword && (
        <PasswordField
          id={passwordId}
          label={t.accountCurrentPassword}
          fault={form.faultOf(passwordId)}
          value={password}
          onValue={setPassword}
        />
      )}
    </ChangeForm>
  );
}

function EmailState({ known, onReload }: Pick<ChangeDetailsProps, 'known' | 'onReload'>) {
  const { id, email, emailVerifiedAt } = known.account;
  const [said, setSaid] = useState<SaidOutcome>();
  const [isBusy, setBusy] = useState(false);
  const send = async (): Promise<void> => {
    setBusy(true);
    const answer = await askOwn(`/v1/users/${id}/email-verification`, { method: 'POST' });
    setBusy(false);
    if ('refusal' in answer) return setSaid({ text: ownRefusalText(answer.refusal), isBad: true });
    setSaid({ text: t.accountLinkSent({ email }), isBad: false });
    await onReload();
  };
  return (
    <dl class="facts">
      <dt>{t.email}</dt>
      <dd>
        <bdi class="strong">{email}</bdi>
        <span class="small">
          {emailVerifiedAt === null
            ? t.accountEmailUnconfirmed
            : t.accountEmailConfirmed({ when: dateText(t.languageCode, emailVerifiedAt, 'date') })}
        </span>
        {emailVerifiedAt === null && (
          <button type="button" class="link" aria-busy={isBusy} onClick={() => void (isBusy || send())}>
            {t.accountSendLink}
          </button>
        )}
        <Said said={said} />
      </dd>
    </dl>
  );
}
