/** One row: what it is called, how long it is, what it costs, how it lies; its aisles and numbers one by one. */
import type { JSX } from 'preact';
import * as texts from '../../../texts/of-editor.ts';
import type { EditorStore } from '../../editor-store.ts';
import { type EditedRow, rowRuleOf, type SeatedPart } from '../../model/hall-document.ts';
import type { NumberScheme } from '../../model/labels.ts';
import { ChoiceField, Group, NumberField, TextField } from './inputs.tsx';
import { TableFields } from './table-fields.tsx';

interface Props {
  store: EditorStore;
  section: SeatedPart;
  row: EditedRow;
}

export function RowFields({ store, section, row }: Props): JSX.Element {
  const { id } = section;
  const { label } = row;
  const key = `${id}/${label}`;
  return (
    <Group heading={texts.editorRowGroup({ row: label })}>
      <div class="editor-pair">
        <TextField
          label={texts.editorRowLabel}
          value={label}
          most={8}
          pattern="[A-Za-z0-9]{1,8}"
          onCommit={(to) => {
            if (section.rows.some((one) => one.label === to)) return store.say(texts.editorIdTaken({ id: to }), true);
            if (store.do({ kind: 'labelRow', id, row: label, to })) store.setRows([to]);
          }}
        />
        <TextField
          label={texts.editorRowName}
          value={row.name ?? ''}
          most={40}
          onCommit={(name) =>
            void store.do(
              { kind: 'setRow', id, row: label, fields: { name: name === '' ? undefined : name } },
              `name/${key}`,
            )
          }
        />
      </div>
      <div class="editor-pair">
        <NumberField
          label={texts.editorSeatsInRow}
          value={row.seats}
          least={1}
          most={1_000}
          onCommit={(seats = 1) =>
            void store.do({ kind: 'setRow', id, row: label, fields: { seats: Math.round(seats) } }, `seats/${key}`)
          }
        />
        <ChoiceField
          label={texts.editorPrice}
          value={row.priceCategory ?? ''}
          options={[
            ['', texts.editorAsSection],
            ...store.document.prices.map((price) => [price.id, price.name] as const),
          ]}
          onCommit={(category) =>
            void store.do({
              kind: 'setRow',
              id,
              row: label,
              fields: { priceCategory: category === '' ? undefined : category },
            })
          }
        />
      </div>
      <RowPlace store={store} section={section} row={row} />
      <TableFields store={store} id={id} row={row} />
    </Group>
  );
}

/** How it lies otherwise than the section's rule says, and what divides it. */
function RowPlace({ store, section: { id }, row }: Props): JSX.Element {
  const { label } = row;
  const rule = rowRuleOf(store.document, id, label);
  const key = `${id}/${label}`;
  const [sx, sy] = rule.shift ?? [0, 0];
  const shift = (to: [number, number]): void =>
    void store.do(
      { kind: 'setRowRule', id, row: label, changes: { shift: to[0] === 0 && to[1] === 0 ? undefined : to } },
      `shift/${key}`,
    );
  return (
    <>
      <div class="editor-pair">
        <NumberField label={texts.editorShiftX} value={sx} onCommit={(value = 0) => shift([Math.round(value), sy])} />
        <NumberField label={texts.editorShiftY} value={sy} onCommit={(value = 0) => shift([sx, Math.round(value)])} />
      </div>
      <TextField
        label={texts.editorAislesAfter}
        hint={texts.editorAislesHint}
        value={(row.aisleAfter ?? []).join(', ')}
        most={200}
        pattern="[0-9, ]*"
        onCommit={(text) => setAislesTo(store, id, row, text)}
      />
      <TextField
        label={texts.editorShown}
        hint={texts.editorShownHint}
        value={Array.isArray(row.numbers) ? row.numbers.join(' ') : ''}
        most={7_000}
        onCommit={(text) => listShown(store, id, row, text)}
      />
    </>
  );
}

function setAislesTo(store: EditorStore, id: string, row: EditedRow, text: string): void {
  const wanted = new Set(
    text
      .split(/[, ]/)
      .map(Number)
      .filter((place) => place >= 1 && place < row.seats),
  );
  const was = new Set(row.aisleAfter);
  const changes = [
    ...[...was].filter((place) => !wanted.has(place)).map((place) => [place, false] as const),
    ...[...wanted].filter((place) => !was.has(place)).map((place) => [place, true] as const),
  ];
  store.do({
    kind: 'all',
    commands: changes.map(([place, isOn]) => ({ kind: 'aisles', id, after: { [row.label]: place }, isOn })),
  });
}

function listShown(store: EditorStore, id: string, row: EditedRow, text: string): void {
  const shown = text.split(/\s/).filter((one) => one !== '');
  if (shown.length === 0) {
    const scheme: NumberScheme = { first: '1', step: 1, from: 'left', leftOut: [] };
    store.do({ kind: 'number', id, rows: [row.label], scheme });
  } else if (shown.length !== row.seats || shown.some((one) => one.length > 6))
    store.say(texts.editorShownWrong({ seats: row.seats, given: shown.length }), true);
  else store.do({ kind: 'listNumbers', id, row: row.label, shown });
}
