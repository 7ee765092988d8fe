/** What somebody else has saved while one was writing: what was taken over, and where both changed the same, which is to be. */
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import * as t from '../../texts/of-desk.ts';
import type { DraftField, DraftPrice, Meanwhile } from './event-draft.ts';
import { fieldName } from './field-words.ts';

export function ChangedMeanwhile({
  meanwhile,
  onTake,
}: {
  meanwhile: Meanwhile;
  onTake: (field: DraftField) => void;
}): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.focus(), []);
  const { theirChanges, conflicts } = meanwhile;
  const contested = new Set(conflicts.map(({ field }) => field));
  const taken = theirChanges.filter((field) => !contested.has(field));
  return (
    <div class="notice warm desk-meanwhile" role="alert" tabIndex={-1} ref={place}>
      <p class="strong">{t.deskMeanwhile}</p>
      {taken.length > 0 && <p>{t.deskMeanwhileTaken({ fields: taken.map((field) => fieldName(field)).join(', ') })}</p>}
      {conflicts.map(({ field, mine, theirs }) => (
        <div key={field} class="desk-conflict">
          <p class="strong">{fieldName(field)}</p>
          <p>
            {t.deskMine}: {valueText(field, mine)}
          </p>
          <p>
            {t.deskTheirs}: {valueText(field, theirs)}
          </p>
          <button type="button" class="button quiet" onClick={() => onTake(field)}>
            {t.deskTakeTheirs({ field: fieldName(field) })}
          </button>
        </div>
      ))}
      <p>{conflicts.length > 0 ? t.deskMeanwhileSave : t.deskMeanwhileLook}</p>
    </div>
  );
}

/** Halls are looked at where they are drawn. */
function valueText(field: DraftField, value: unknown): string {
  if (field === 'hall') return t.deskHallOwn;
  if (field === 'prices')
    return (value as readonly DraftPrice[]).map(({ name, price }) => `${name} ${price}`).join(', ');
  const text = String(value);
  // A time as a field has it.
  return (/^\d{4}-\d\d-\d\dT/.test(text) ? text.replace('T', ' ') : text) || '–';
}
