/** Fields of the editor: what is typed counts when it is left, or at Enter. */
import type { ComponentChildren, JSX } from 'preact';

interface Labelled {
  label: string;
  hint?: string | undefined;
}

/** Labels are around their fields: ids are for nobody else. */
function Labelled({ label, hint, children }: Labelled & { children: ComponentChildren }) {
  return (
    <label class="editor-field">
      <span>{label}</span>
      {children}
      {hint !== undefined && <small>{hint}</small>}
    </label>
  );
}

interface TextProps extends Labelled {
  value: string;
  most?: number;
  pattern?: string;
  placeholder?: string;
  onCommit: (value: string) => void;
}

export function TextField({ label, hint, value, most = 80, pattern, placeholder, onCommit }: TextProps) {
  return (
    <Labelled label={label} hint={hint}>
      <input
        type="text"
        value={value}
        maxLength={most}
        pattern={pattern}
        placeholder={placeholder}
        dir="auto"
        autocomplete="off"
        onChange={({ currentTarget }) => {
          const typed = currentTarget.value.trim();
          const isSound = currentTarget.checkValidity();
          // What cannot be is put back at once: nothing wrong is ever in the document.
          if (!isSound) currentTarget.value = value;
          else if (typed !== value) onCommit(typed);
        }}
      />
    </Labelled>
  );
}

interface NumberProps extends Labelled {
  /** undefined: as usual, shown as nothing. */
  value: number | undefined;
  least?: number;
  most?: number;
  step?: number;
  placeholder?: string;
  onCommit: (value: number | undefined) => void;
}

export function NumberField({ label, hint, value, least, most, step = 1, placeholder, onCommit }: NumberProps) {
  return (
    <Labelled label={label} hint={hint}>
      <input
        type="number"
        inputMode="decimal"
        value={value ?? ''}
        min={least}
        max={most}
        step={step}
        placeholder={placeholder}
        onChange={({ currentTarget }) => {
          const typed = currentTarget.value === '' ? undefined : Number(currentTarget.value);
          if (typed === undefined)
            return placeholder === undefined ? void (currentTarget.value = String(value ?? '')) : onCommit(undefined);
          if (!Number.isFinite(typed)) return;
          const within = Math.min(most ?? Infinity, Math.max(least ?? -Infinity, typed));
          if (within !== typed) currentTarget.value = String(within);
          if (within !== value) onCommit(within);
        }}
      />
    </Labelled>
  );
}

interface ChoiceProps<Value extends string> extends Labelled {
  value: Value;
  options: readonly (readonly [Value, string])[];
  onCommit: (value: Value) => void;
}

export function ChoiceField<Value extends string>({ label, hint, value, options, onCommit }: ChoiceProps<Value>) {
  return (
    <Labelled label={label} hint={hint}>
      <select value={value} onChange={({ currentTarget }) => onCommit(currentTarget.value as Value)}>
        {options.map(([one, text]) => (
          <option key={one} value={one}>
            {text}
          </option>
        ))}
      </select>
    </Labelled>
  );
}

export function TickField({
  label,
  isOn,
  onCommit,
}: {
  label: string;
  isOn: boolean;
  onCommit: (isOn: boolean) => void;
}) {
  return (
    <label class="editor-tick">
      <input type="checkbox" checked={isOn} onChange={({ currentTarget }) => onCommit(currentTarget.checked)} />
      <span>{label}</span>
    </label>
  );
}

interface ButtonProps {
  onClick: () => void;
  children: ComponentChildren;
  isOff?: boolean | undefined;
  isPressed?: boolean | undefined;
  isStrong?: boolean;
  title?: string | undefined;
  label?: string | undefined;
}

/** One that is off stays where the keyboard finds it, and does nothing. */
export function EditorButton({
  onClick,
  children,
  isOff = false,
  isPressed,
  isStrong = false,
  title,
  label,
}: ButtonProps) {
  return (
    <button
      type="button"
      class={isStrong ? 'editor-button strong' : 'editor-button'}
      aria-disabled={isOff ? true : undefined}
      aria-pressed={isPressed}
      aria-label={label}
      title={title}
      onClick={() => {
        if (!isOff) onClick();
      }}
    >
      {children}
    </button>
  );
}

/** A part of a panel under a heading of its own. */
export function Group({ heading, children }: { heading: string; children: ComponentChildren }) {
  return (
    <fieldset class="editor-group">
      <legend>{heading}</legend>
      {children}
    </fieldset>
  );
}

interface FileInputProps {
  label: string;
  accept: string;
  onFile: (file: File) => void;
}

export function FileInput({ label, accept, onFile }: FileInputProps): JSX.Element {
  return (
    <label class="editor-field">
      <span>{label}</span>
      <input
        type="file"
        accept={accept}
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          if (file) onFile(file);
          // The same file may be opened again.
          currentTarget.value = '';
        }}
      />
    </label>
  );
}
