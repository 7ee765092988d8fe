/** The form around a change of an account: what is wrong with it first, then its fields, then saving, or the choice where it was changed meanwhile. */
import type { ComponentChildren, JSX } from 'preact';
import { FaultSummary } from '../parts/form-fields.tsx';
import * as t from '../texts/of-page.ts';
import type { KnownAccount } from './known-account.ts';
import type { useChange } from './use-change.ts';

export interface ChangeFormProps {
  form: ReturnType<typeof useChange>;
  known: KnownAccount;
  /** What somebody else has saved is taken, and what was typed here let go. */
  onTheirs: (theirs: KnownAccount) => void;
  /** What stands before what is wrong. */
  lead?: ComponentChildren;
  children: ComponentChildren;
}

export function ChangeForm({ form, known, onTheirs, lead, children }: ChangeFormProps): JSX.Element {
  return (
    <form
      class="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        form.save(known);
      }}
    >
      {lead}
      <FaultSummary faults={form.faults} />
      {children}
      <SaveOrChoose
        {...form}
        onMine={form.save}
        onTheirs={(theirs) => {
          onTheirs(theirs);
          form.forget();
        }}
      />
    </form>
  );
}

interface SaveOrChooseProps {
  isBusy: boolean;
  theirs?: KnownAccount;
  onMine: (theirs: KnownAccount) => void;
  onTheirs: (theirs: KnownAccount) => void;
}

/** Saving; or, where somebody else has changed it meanwhile, both versions and the choice between them: nothing is written over unseen. */
function SaveOrChoose({ isBusy, theirs, onMine, onTheirs }: SaveOrChooseProps) {
  if (!theirs)
    return (
      <button type="submit" class="button quiet" aria-busy={isBusy}>
        {t.accountSave}
      </button>
    );
  const { name, email } = theirs.account;
  return (
    <div class="notice warm" role="alert">
      <p>{t.accountChangedElsewhere({ name, email })}</p>
      <p class="actions">
        <button type="button" class="button" onClick={() => onMine(theirs)}>
          {t.accountSaveMine}
        </button>
        <button type="button" class="button quiet" onClick={() => onTheirs(theirs)}>
          {t.accountKeepTheirs}
        </button>
      </p>
    </div>
  );
}
