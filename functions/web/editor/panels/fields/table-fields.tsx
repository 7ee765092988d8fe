/** A row whose seats stand around a table. */
import type { JSX } from 'preact';
import * as texts from '../../../texts/of-editor.ts';
import type { EditorStore } from '../../editor-store.ts';
import { type EditedRow, rowRuleOf } from '../../model/hall-document.ts';
import { ChoiceField, NumberField } from './inputs.tsx';

export function TableFields({ store, id, row }: { store: EditorStore; id: string; row: EditedRow }): JSX.Element {
  const rule = rowRuleOf(store.document, id, row.label);
  const { table, at } = rule;
  const set = (changes: typeof rule): void =>
    void store.do({ kind: 'setRowRule', id, row: row.label, changes }, `table/${id}/${row.label}`);
  const [width, depth] = table?.size ?? [180, 180];
  const [x, y] = at ?? [0, 0];
  return (
    <>
      <ChoiceField
        label={texts.editorTable}
        value={table?.kind ?? ''}
        options={[
          ['', texts.editorTableKind({ kind: 'none' })],
          ['round', texts.editorTableKind({ kind: 'round' })],
          ['rect', texts.editorTableKind({ kind: 'rect' })],
        ]}
        onCommit={(kind) => set({ table: kind === '' ? undefined : { kind, size: [width, depth] }, seats: undefined })}
      />
      {table && (
        <>
          <div class="editor-pair">
            <NumberField
              label={texts.editorWidth}
              value={width}
              least={10}
              most={5_000}
              onCommit={(value = width) => set({ table: { ...table, size: [Math.round(value), depth] } })}
            />
            <NumberField
              label={texts.editorDepth}
              value={depth}
              least={10}
              most={5_000}
              onCommit={(value = depth) => set({ table: { ...table, size: [width, Math.round(value)] } })}
            />
          </div>
          <div class="editor-pair">
            <NumberField
              label={texts.editorX}
              value={x}
              onCommit={(value = x) => set({ at: [Math.round(value), y] })}
            />
            <NumberField
              label={texts.editorY}
              value={y}
              onCommit={(value = y) => set({ at: [x, Math.round(value)] })}
            />
          </div>
        </>
      )}
    </>
  );
}
