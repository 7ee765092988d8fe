/** How a form that changes an account stands. What was typed stays whatever happens. */
import { useState } from 'preact/hooks';
import type { FieldFault } from '../parts/form-fields.tsx';
import { changeOwnAccount, type DetailChange } from './account-changes.ts';
import type { KnownAccount } from './known-account.ts';
import { ownRefusalText } from './own-refusals.ts';
import type { OwnRefusal } from './own-requests.ts';
import type { SaidOutcome } from './said.tsx';

interface ChangeState {
  isBusy: boolean;
  faults: readonly FieldFault[];
  said?: SaidOutcome;
  /** Changed by somebody else meanwhile: what is there now. */
  theirs?: KnownAccount;
}

const UNTRIED: ChangeState = { isBusy: false, faults: [] };

interface ChangeForm {
  /** What is wrong with what was typed, without asking. */
  missing: () => readonly FieldFault[];
  change: () => DetailChange;
  /** Fields that a refusal is about; none where it is about no field. */
  faultsOf: (refusal: OwnRefusal) => readonly FieldFault[];
  onSaved: (known: KnownAccount) => void;
  savedText: string;
}

export function useChange(form: ChangeForm) {
  const [state, setState] = useState(UNTRIED);
  const save = async (over: KnownAccount): Promise<void> => {
    const missing = form.missing();
    if (missing.length > 0) return setState({ ...UNTRIED, faults: missing });
    setState({ ...UNTRIED, isBusy: true });
    const outcome = await changeOwnAccount(over, form.change());
    if (outcome.kind === 'elsewhere') return setState({ ...UNTRIED, theirs: outcome.known });
    if (outcome.kind === 'saved') {
      form.onSaved(outcome.known);
      return setState({ ...UNTRIED, said: { text: form.savedText, isBad: false } });
    }
    const faults = form.faultsOf(outcome.refusal);
    const said = { text: ownRefusalText(outcome.refusal), isBad: true };
    setState({ ...UNTRIED, faults, ...(faults.length === 0 && { said }) });
  };
  return {
    ...state,
    /** Does nothing while it is under way. */
    save: (over: KnownAccount) => {
      if (!state.isBusy) void save(over);
    },
    forget: () => setState(UNTRIED),
    faultOf: (id: string) => state.faults.find((fault) => fault.id === id)?.text,
  };
}
