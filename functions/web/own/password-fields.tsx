/** A password that is chosen, and one that is known. */
import { useState } from 'preact/hooks';
import { Field } from '../parts/form-fields.tsx';
import { SHORTEST_PASSWORD } from '../parts/password-rule.ts';
import * as t from '../texts/of-page.ts';

interface PasswordFieldProps {
  id: string;
  label: string;
  /** Chosen here, so it has a rule. */
  isNew?: boolean;
  fault: string | undefined;
  value: string;
  onValue: (value: string) => void;
}

export function PasswordField({ id, label, isNew = false, fault, value, onValue }: PasswordFieldProps) {
  const [isShown, setShown] = useState(false);
  return (
    <>
      <Field
        id={id}
        label={label}
        fault={fault}
        {...(isNew && { hint: t.passwordHint({ count: SHORTEST_PASSWORD }) })}
        input={{
          type: isShown ? 'text' : 'password',
          autocomplete: isNew ? 'new-password' : 'current-password',
          autocapitalize: 'none',
          spellcheck: false,
          dir: 'ltr',
          maxLength: 200,
          required: true,
          value,
          onInput: ({ currentTarget }) => onValue(currentTarget.value),
        }}
      />
      {isNew && (
        <label class="tick">
          <input type="checkbox" checked={isShown} onChange={({ currentTarget }) => setShown(currentTarget.checked)} />
          <span>{t.showPassword}</span>
        </label>
      )}
    </>
  );
}

/** What can be seen of a chosen password without asking; undefined if nothing is wrong with it. */
export function newPasswordFault(password: string): string | undefined {
  if (password === '') return t.fieldRequired({ field: t.accountNewPassword });
  return password.length < SHORTEST_PASSWORD ? t.passwordShort({ count: SHORTEST_PASSWORD }) : undefined;
}
