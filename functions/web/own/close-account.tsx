/** The end of an account: with the password, and said in so many words before. */
import { useId, useState } from 'preact/hooks';
import { type SignedIn, signOut } from '../islands/session.ts';
import { type FieldFault, FaultSummary } from '../parts/form-fields.tsx';
import { pagePath } from '../parts/page-paths.ts';
import * as t from '../texts/of-page.ts';
import { ownRefusalText } from './own-refusals.ts';
import { askOwn } from './own-requests.ts';
import { PasswordField } from './password-fields.tsx';
import { Said, type SaidOutcome } from './said.tsx';

export function CloseAccount({ user }: { user: SignedIn }) {
  const [password, setPassword] = useState('');
  const [isTicked, setTicked] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [faults, setFaults] = useState<readonly FieldFault[]>([]);
  const [said, setSaid] = useState<SaidOutcome>();
  const id = useId();
  const [passwordId, tickId] = [`${id}-password`, `${id}-tick`];

  const close = async (): Promise<void> => {
    setSaid(undefined);
    const found = [
      ...(password === '' ? [{ id: passwordId, text: t.fieldRequired({ field: t.accountCurrentPassword }) }] : []),
      ...(isTicked ? [] : [{ id: tickId, text: t.accountCloseUnticked }]),
    ];
    setFaults(found);
    if (found.length > 0) return;
    setBusy(true);
    // Again is answered the same: a lost answer needs no other way.
    const answer = await askOwn(`/v1/users/${user.id}`, { method: 'DELETE', body: { currentPassword: password } });
    if ('refusal' in answer) {
      setBusy(false);
      const text = ownRefusalText(answer.refusal);
      if (answer.refusal.code === 'password_wrong') return setFaults([{ id: passwordId, text }]);
      return setSaid({ text, isBad: true });
    }
    await signOut();
    location.assign(pagePath('/account/closed'));
  };

  return (
    <>
      <p class="small">{t.accountCloseText}</p>
      <details class="more">
        <summary>{t.accountClose}</summary>
        <form
          class="form"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            if (!isBusy) void close();
          }}
        >
          <FaultSummary faults={faults} />
          <Said said={said} />
          <input type="text" hidden autocomplete="username" value={user.email} readOnly />
          <PasswordField
            id={passwordId}
            label={t.accountCurrentPassword}
            fault={faults.find((fault) => fault.id === passwordId)?.text}
            value={password}
            onValue={setPassword}
          />
          <label class="tick">
            <input
              id={tickId}
              type="checkbox"
              checked={isTicked}
              aria-invalid={faults.some((fault) => fault.id === tickId) || undefined}
              onChange={({ currentTarget }) => setTicked(currentTarget.checked)}
            />
            <span>{t.accountCloseTick}</span>
          </label>
          <button type="submit" class="button danger" aria-busy={isBusy}>
            {t.accountCloseNow}
          </button>
        </form>
      </details>
    </>
  );
}
