/** Another password, which ends all other sessions. */
import { useId, useState } from 'preact/hooks';
import * as t from '../texts/of-page.ts';
import { ChangeForm } from './change-form.tsx';
import type { KnownAccount } from './known-account.ts';
import { newPasswordFault, PasswordField } from './password-fields.tsx';
import { Said } from './said.tsx';
import { useChange } from './use-change.ts';

interface ChangePasswordProps {
  known: KnownAccount;
  onKnown: (known: KnownAccount) => void;
}

export function ChangePassword({ known, onKnown }: ChangePasswordProps) {
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [currentId, nextId] = [useId(), useId()];
  const form = useChange({
    missing: () => {
      const wrong = newPasswordFault(next);
      return [
        ...(current === '' ? [{ id: currentId, text: t.fieldRequired({ field: t.accountCurrentPassword }) }] : []),
        ...(wrong === undefined ? [] : [{ id: nextId, text: wrong }]),
      ];
    },
    change: () => ({ password: next, currentPassword: current }),
    faultsOf: ({ code, errors }) => {
      if (code === 'password_wrong') return [{ id: currentId, text: t.accountWrongPassword }];
      if (code === 'password_common') return [{ id: nextId, text: t.passwordTooCommon }];
      const wrong = errors?.filter(({ path }) => path === 'password') ?? [];
      return wrong.map(() => ({ id: nextId, text: t.fieldWrong({ field: t.accountNewPassword }) }));
    },
    onSaved: (saved) => {
      [setCurrent, setNext].forEach((set) => set(''));
      onKnown(saved);
    },
    savedText: t.accountPasswordSaved,
  });

  return (
    <>
      <Said said={form.said} />
      <details class="more">
        <summary>{t.accountChangePassword}</summary>
        <ChangeForm form={form} known={known} onTheirs={onKnown} lead={<p class="small">{t.accountPasswordNote}</p>}>
          {/* Whose password it is, for programs that keep passwords. */}
          <input type="text" hidden autocomplete="username" value={known.account.email} readOnly />
          <PasswordField
            id={currentId}
            label={t.accountCurrentPassword}
            fault={form.faultOf(currentId)}
            value={current}
            onValue={setCurrent}
          />
          <PasswordField
            id={nextId}
            label={t.accountNewPassword}
            isNew
            fault={form.faultOf(nextId)}
            value={next}
            onValue={setNext}
          />
        </ChangeForm>
      </details>
    </>
  );
}
