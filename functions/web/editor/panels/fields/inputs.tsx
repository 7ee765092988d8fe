/** Fields of the editor: what is typed counts when it is left, or at Enter. */
import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import * as texts from '../../../texts/of-editor.ts';

interface Labelled {
  label: string;
  hint?: string | undefined;
  /** Why what was typed does not count, or not all of it. */
  fault?: string | undefined;
}

/** Labels are around their fields: ids are for nobody else. */
function Labelled({ label, hint, fault, children }: Labelled & { children: ComponentChildren }) {
  return (
    <label class="editor-field">
      <span>{label}</span>
      {children}
      {hint !== undefined && <small>{hint}</small>}
      {fault !== undefined && (
        <small class="fault" role="alert">
          {fault}
        </small>
      )}
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
  const { typed, fault, type, end, blame } = useTyped(value);
  return (
    <Labelled label={label} hint={hint} fault={fault}>
      <input
        type="text"
        value={typed ?? value}
        maxLength={most}
        pattern={pattern}
        placeholder={placeholder}
        dir="auto"
        autocomplete="off"
        aria-invalid={fault === undefined ? undefined : true}
        onInput={({ currentTarget }) => type(currentTarget.value)}
        onChange={({ currentTarget }) => {
          // What cannot be stays to be mended: nothing wrong is ever in the document.
          if (!currentTarget.checkValidity()) return blame(texts.editorFieldWrong);
          const whole = currentTarget.value.trim();
          end();
          if (whole !== value) onCommit(whole);
        }}
      />
    </Labelled>
  );
}

/** What is typed and does not count yet, with what is wrong with it, however often the panel is drawn meanwhile: for as long as the same counts. */
function useTyped(value: string) {
  const [typed, setTyped] = useState<{ text: string; of: string }>();
  const [fault, setFault] = useState<{ text: string; of: string }>();
  return {
    typed: typed?.of === value ? typed.text : undefined,
    fault: fault?.of === value ? fault.text : undefined,
    type: (text: string): void => setTyped({ text, of: value }),
    /** @param counts what counts from now on */
    end: (counts = value, why?: string): void => {
      setTyped(undefined);
      setFault(why === undefined ? undefined : { text: why, of: counts });
    },
    blame: (why: string): void => setFault({ text: why, of: value }),
  };
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
  const shown = String(value ?? '');
  const { typed, fault, type, end } = useTyped(shown);
  const commit = (text: string): void => {
    const wanted = Number(text);
    if (text === '' || !Number.isFinite(wanted)) {
      end();
      if (text === '' && placeholder !== undefined) onCommit(undefined);
      return;
    }
    const within = Math.min(most ?? Infinity, Math.max(least ?? -Infinity, wanted));
    end(String(within), within === wanted ? undefined : boundText(within, most));
    if (within !== value) onCommit(within);
  };
  return (
    <Labelled label={label} hint={hint} fault={fault}>
      <input
        type="number"
        inputMode="decimal"
        value={typed ?? shown}
        min={least}
        max={most}
        step={step}
        placeholder={placeholder}
        onInput={({ currentTarget }) => type(currentTarget.value)}
        onChange={({ currentTarget }) => commit(currentTarget.value)}
      />
    </Labelled>
  );
}

const boundText = (within: number, most: number | undefined): string =>
  within === most ? texts.editorAtMost({ most: within }) : texts.editorAtLeast({ least: within });

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
