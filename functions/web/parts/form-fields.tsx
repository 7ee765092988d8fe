/** Fields of forms, and what is said of those that do not fit. */
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { checkFields } from '../texts/of-page.ts';

/** A field that does not fit, and why. */
export interface FieldFault {
  /** Of its input. */
  id: string;
  text: string;
}

export interface FieldProps {
  id: string;
  label: string;
  hint?: string;
  fault?: string | undefined;
  input: JSX.InputHTMLAttributes;
}

/** A labelled input with what is to be known of it. */
export function Field({ id, label, hint, fault, input }: FieldProps) {
  const described = [hint !== undefined && `${id}-hint`, fault !== undefined && `${id}-fault`]
    .filter(Boolean)
    .join(' ');
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        {...input}
        id={id}
        name={id}
        aria-invalid={fault === undefined ? undefined : true}
        aria-describedby={described === '' ? undefined : described}
      />
      {hint !== undefined && (
        <p class="small" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {fault !== undefined && (
        <p class="fault" id={`${id}-fault`}>
          {fault}
        </p>
      )}
    </div>
  );
}

/** All that does not fit, each leading to its field. It gets the focus, so that it is read at once. */
export function FaultSummary({ faults }: { faults: readonly FieldFault[] }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (faults.length > 0) place.current?.focus();
  }, [faults]);
  if (faults.length === 0) return null;
  return (
    <div class="notice bad" role="alert" tabIndex={-1} ref={place}>
      <p>{checkFields({ count: faults.length })}</p>
      <ul>
        {faults.map(({ id, text }) => (
          <li key={id}>
            <a href={`#${id}`}>{text}</a>
          </li>
        ))}
      </ul>
    </div>
  );
}
