/** Inputs of the form, each with its name, what is to be known of it, and why it does not fit. */
import type { ComponentChildren, JSX } from 'preact';
import type { DraftFault } from './draft-body.ts';
import type { EventDraft } from './event-draft.ts';
import { fieldName, inputId, faultWords } from './field-words.ts';

/** What the parts of the form work with. */
export interface DraftForm {
  draft: EventDraft;
  faults: readonly DraftFault[];
  change: (changes: Partial<EventDraft>) => void;
  /** The fields that cannot be changed any more. */
  locked: ReadonlySet<string>;
  /** Goes to the editor of the hall, where there is one at hand. */
  onDraw?: (() => void) | undefined;
}

export interface DraftInputProps {
  form: DraftForm;
  /** `title`, `prices.0.name` */
  field: string;
  label?: string | undefined;
  hint?: string | undefined;
  isRequired?: boolean;
  /** The input, given what it has beside its value. */
  children: (shared: SharedAttributes) => ComponentChildren;
}

export interface SharedAttributes {
  id: string;
  'aria-invalid': true | undefined;
  'aria-describedby': string | undefined;
  'aria-required': true | undefined;
  disabled: boolean;
}

export function DraftInput({ form, field, label, hint, isRequired = false, children }: DraftInputProps): JSX.Element {
  const id = inputId(field);
  const fault = form.faults.find((one) => one.field === field);
  const described = [hint !== undefined && `${id}-hint`, fault && `${id}-fault`].filter(Boolean).join(' ');
  return (
    <div class="field">
      <label for={id}>{label ?? fieldName(field)}</label>
      {children({
        id,
        'aria-invalid': fault ? true : undefined,
        'aria-describedby': described === '' ? undefined : described,
        'aria-required': isRequired ? true : undefined,
        disabled: form.locked.has(field.split('.')[0] ?? field),
      })}
      {hint !== undefined && (
        <p class="small" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {fault && (
        <p class="fault" id={`${id}-fault`}>
          {faultWords(fault, form.draft.prices)}
        </p>
      )}
    </div>
  );
}

type TextField = {
  [Field in keyof EventDraft]: EventDraft[Field] extends string ? Field : never;
}[keyof EventDraft];

export interface DraftTextProps {
  form: DraftForm;
  field: TextField;
  hint?: string | undefined;
  isRequired?: boolean;
  input?: JSX.InputHTMLAttributes;
}

/** A field of one line. */
export function DraftText({ form, field, hint, isRequired = false, input = {} }: DraftTextProps): JSX.Element {
  return (
    <DraftInput form={form} field={field} hint={hint} isRequired={isRequired}>
      {(shared) => (
        <input
          type="text"
          autocomplete="off"
          {...input}
          {...shared}
          value={form.draft[field]}
          onInput={({ currentTarget }) => form.change({ [field]: currentTarget.value })}
        />
      )}
    </DraftInput>
  );
}

export interface DraftLineProps {
  form: DraftForm;
  /** `prices.0.name` */
  field: string;
  label: string;
  value: string;
  isRequired?: boolean;
  /** What is typed is a number. */
  inputMode?: 'numeric' | 'decimal';
  onWrite: (value: string) => void;
}

/** A line of something that the draft has several of. */
export function DraftLine({ form, field, label, value, isRequired = false, inputMode, onWrite }: DraftLineProps) {
  return (
    <DraftInput form={form} field={field} label={label} isRequired={isRequired}>
      {(shared) => (
        <input
          {...shared}
          type="text"
          autocomplete="off"
          {...(inputMode ? { inputMode } : { maxLength: 80 })}
          value={value}
          onInput={({ currentTarget }) => onWrite(currentTarget.value)}
        />
      )}
    </DraftInput>
  );
}

export interface DraftSelectProps {
  form: DraftForm;
  field: TextField;
  hint?: string | undefined;
  options: readonly { value: string; text: string }[];
}

export function DraftSelect({ form, field, hint, options }: DraftSelectProps): JSX.Element {
  const value = form.draft[field];
  const all = options.some((option) => option.value === value) ? options : [{ value, text: value }, ...options];
  return (
    <DraftInput form={form} field={field} hint={hint}>
      {(shared) => (
        <select {...shared} onChange={({ currentTarget }) => form.change({ [field]: currentTarget.value })}>
          {all.map((option) => (
            <option key={option.value} value={option.value} selected={option.value === value}>
              {option.text}
            </option>
          ))}
        </select>
      )}
    </DraftInput>
  );
}
