/** Rows of a section: how they are called and their seats numbered, and each row by itself. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { shownNumber } from '../../../../shared/plan/shown-numbers.ts';
import * as texts from '../../../texts/of-editor.ts';
import type { EditorStore } from '../../editor-store.ts';
import type { EditedRow, SeatedPart } from '../../model/hall-document.ts';
import { EditorButton, Group, TextField } from './inputs.tsx';
import { RowFields } from './row-fields.tsx';
import { Numbering, Painting } from './seat-fields.tsx';

interface Props {
  store: EditorStore;
  section: SeatedPart;
}

export function RowsFields({ store, section }: Props): JSX.Element {
  return (
    <>
      <RowList store={store} section={section} />
      <Numbering store={store} section={section} />
      <Painting store={store} section={section} />
    </>
  );
}

/** So many rows are listed at once; whoever has more goes on to the next. */
const LISTED = 40;

function RowList({ store, section }: Props): JSX.Element {
  const [from, setFrom] = useState(0);
  const { rows, id } = section;
  const start = Math.min(from, Math.max(0, rows.length - 1));
  const [only] = store.rows;
  const row = store.rows.length === 1 ? rows.find(({ label }) => label === only) : undefined;
  return (
    <Group heading={texts.editorRowsGroup}>
      <p class="small">{texts.editorRowsHint}</p>
      <ul class="editor-rows">
        {rows.slice(start, start + LISTED).map((one) => (
          <li key={one.label}>
            <button
              type="button"
              class="editor-row"
              aria-pressed={store.rows.includes(one.label)}
              onClick={() =>
                store.setRows(
                  store.rows.includes(one.label)
                    ? store.rows.filter((label) => label !== one.label)
                    : [...store.rows, one.label],
                )
              }
            >
              {rowText(one)}
            </button>
          </li>
        ))}
      </ul>
      {rows.length > LISTED && (
        <div class="editor-choices">
          <EditorButton isOff={start === 0} onClick={() => setFrom(Math.max(0, start - LISTED))}>
            {texts.editorRowsBefore}
          </EditorButton>
          <EditorButton isOff={start + LISTED >= rows.length} onClick={() => setFrom(start + LISTED)}>
            {texts.editorRowsAfter}
          </EditorButton>
        </div>
      )}
      <LabelRows key={id} store={store} section={section} />
      {row && <RowFields store={store} section={section} row={row} />}
    </Group>
  );
}

function rowText(row: EditedRow): string {
  return texts.editorRowText({
    row: row.name ?? row.label,
    count: row.seats,
    first: shownNumber(row, 1),
    last: shownNumber(row, row.seats),
  });
}

function LabelRows({ store, section }: Props): JSX.Element {
  const [first, setFirst] = useState(section.rows[0]?.label ?? '1');
  return (
    <div class="editor-pair">
      <TextField
        label={texts.editorFirstRow}
        hint={texts.editorFirstRowHint}
        value={first}
        most={8}
        pattern="[A-Za-z0-9]{1,8}"
        onCommit={setFirst}
      />
      <EditorButton
        onClick={() => {
          if (!store.do({ kind: 'labelRows', id: section.id, first, step: 1 })) store.say(texts.editorNothingChanged);
          store.setRows([]);
        }}
      >
        {texts.editorLabelRows}
      </EditorButton>
    </div>
  );
}
