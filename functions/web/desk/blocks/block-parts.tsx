/** Whole rows to be painted, and the blocks that there are. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { seatLabelled } from '../../picker/hall/seat-hall.ts';
import { seatText } from '../../picker/list/seat-words.ts';
import type { SeatSale } from '../../picker/seat-sale.ts';
import * as t from '../../texts/of-desk.ts';
import type { BlockView } from './block-changes.ts';

/** Whole rows, and whole sections, at once. */
export function PaintRows({
  sale,
  onPaint,
}: {
  sale: SeatSale;
  onPaint: (section: string, row: number | undefined) => void;
}): JSX.Element | null {
  const seated = sale.hall.sections.filter(({ kind }) => kind === 'seated');
  const [section, setSection] = useState(seated[0]?.id ?? '');
  const [row, setRow] = useState('');
  if (seated.length === 0) return null;
  const rows = sale.hall.byId.get(section)?.rows ?? [];
  return (
    <div class="seats-fields">
      <label class="seats-field">
        <span>{t.section}</span>
        <select
          onChange={({ currentTarget }) => {
            setSection(currentTarget.value);
            setRow('');
          }}
        >
          {seated.map(({ id, name }) => (
            <option key={id} value={id} selected={id === section}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label class="seats-field">
        <span>{t.deskRow}</span>
        <select onChange={({ currentTarget }) => setRow(currentTarget.value)}>
          <option value="" selected={row === ''}>
            {t.deskAllRows}
          </option>
          {rows.map(({ label, name }, index) => (
            <option key={label} value={String(index)} selected={row === String(index)}>
              {name ?? label}
            </option>
          ))}
        </select>
      </label>
      <button type="button" class="button quiet" onClick={() => onPaint(section, row === '' ? undefined : Number(row))}>
        {t.deskPaint}
      </button>
    </div>
  );
}

/** The blocks that there are. */
export function BlockList({
  sale,
  blocks,
  onRelease,
}: {
  sale: SeatSale;
  blocks: readonly BlockView[];
  onRelease: (labels: readonly string[]) => void;
}): JSX.Element {
  const words = (label: string): string => {
    const seat = seatLabelled(sale.hall, label);
    return seat && seat.section.kind === 'seated' ? seatText(seat, true) : label;
  };
  return (
    <section class="desk-part" aria-labelledby="desk-blocks">
      <h2 id="desk-blocks">{t.deskBlocks}</h2>
      {blocks.length === 0 && <p>{t.deskNoBlocks}</p>}
      <ul class="desk-blocks">
        {blocks.map(({ id, seats, note }) => (
          <li key={id}>
            <div>
              <p class="strong">{note ?? t.orderSeats({ count: seats.length })}</p>
              <p class="small">
                {seats.slice(0, 6).map(words).join('; ')}
                {seats.length > 6 && ` … (${t.orderSeats({ count: seats.length })})`}
              </p>
            </div>
            <button type="button" class="button quiet" onClick={() => onRelease(seats)}>
              {t.deskReleaseAll}
              <span class="visually-hidden"> {note ?? words(seats[0] ?? '')}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
