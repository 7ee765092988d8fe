/** A hall by counting: sections of rows and seats, or of standing room. */
import type { JSX } from 'preact';
import * as t from '../../../texts/of-desk.ts';
import type { CountedSection } from '../event-draft.ts';
import { DraftInput, DraftLine, type DraftForm } from '../draft-inputs.tsx';

const MOST_SECTIONS = 100;

export function CountedSections({ form }: { form: DraftForm }): JSX.Element {
  const { draft, change } = form;
  const { hall } = draft;
  const write = (counted: readonly CountedSection[]): void => change({ hall: { ...hall, counted } });
  return (
    <>
      <ul class="desk-sections">
        {hall.counted.map((section, index) => (
          <li key={index}>
            <CountedFields
              form={form}
              section={section}
              index={index}
              onChange={(changes) =>
                write(hall.counted.map((one, at) => (at === index ? { ...one, ...changes } : one)))
              }
            />
            {hall.counted.length > 1 && (
              <button
                type="button"
                class="button quiet"
                onClick={() => write(hall.counted.filter((_, at) => at !== index))}
              >
                {t.deskRemoveSection({ name: section.name })}
              </button>
            )}
          </li>
        ))}
      </ul>
      {hall.counted.length < MOST_SECTIONS && (
        <button
          type="button"
          class="button quiet"
          onClick={() =>
            write([
              ...hall.counted,
              { name: '', kind: 'seated', rows: '10', seats: '20', category: draft.prices[0]?.id ?? 'A' },
            ])
          }
        >
          {t.deskAddSection}
        </button>
      )}
    </>
  );
}

interface CountedFieldsProps {
  form: DraftForm;
  section: CountedSection;
  index: number;
  onChange: (changes: Partial<CountedSection>) => void;
}

function CountedFields({ form, section, index, onChange }: CountedFieldsProps): JSX.Element {
  const number = (part: 'rows' | 'seats', label: string): JSX.Element => (
    <DraftLine
      form={form}
      field={`hall.${index}.${part}`}
      label={label}
      inputMode="numeric"
      value={section[part]}
      onWrite={(value) => onChange({ [part]: value })}
    />
  );
  return (
    <>
      <DraftLine
        form={form}
        field={`hall.${index}.name`}
        label={t.section}
        value={section.name}
        onWrite={(name) => onChange({ name })}
      />
      <DraftInput form={form} field={`hall.${index}.kind`} label={t.deskKind}>
        {(shared) => (
          <select
            {...shared}
            onChange={({ currentTarget }) => onChange({ kind: currentTarget.value as CountedSection['kind'] })}
          >
            <option value="seated" selected={section.kind === 'seated'}>
              {t.deskKindSeated}
            </option>
            <option value="general" selected={section.kind === 'general'}>
              {t.deskKindGeneral}
            </option>
          </select>
        )}
      </DraftInput>
      {section.kind === 'seated' && number('rows', t.deskRows)}
      {number('seats', section.kind === 'seated' ? t.deskSeatsEach : t.deskPlaces)}
      <DraftInput form={form} field={`hall.${index}.category`} label={t.deskCategory}>
        {(shared) => (
          <select {...shared} onChange={({ currentTarget }) => onChange({ category: currentTarget.value })}>
            {form.draft.prices.map(({ id, name }) => (
              <option key={id} value={id} selected={id === section.category}>
                {name || id}
              </option>
            ))}
          </select>
        )}
      </DraftInput>
    </>
  );
}
