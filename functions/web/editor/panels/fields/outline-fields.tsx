/** The outline of a section or shape: what hands do at its corners, done in fields. */
import type { JSX } from 'preact';
import * as texts from '../../../texts/of-editor.ts';
import { addCorner, editOutline, removeCorner, sayCorner } from '../../canvas/outline-deeds.ts';
import type { EditorStore } from '../../editor-store.ts';
import type { PartId } from '../../model/hall-document.ts';
import { cornersOf, hasOwnOutline, movedCorner, resetOutline } from '../../model/outline-edits.ts';
import { ChoiceField, EditorButton, Group, NumberField } from './inputs.tsx';
import { useStore } from './use-store.ts';

export function OutlineFields({ store, part }: { store: EditorStore; part: PartId }): JSX.Element {
  useStore(store, 'tool');
  const isEdited = store.tool.kind === 'outline';
  const reset = resetOutline(part);
  return (
    <Group heading={texts.editorOutline}>
      <div class="editor-choices">
        <EditorButton isPressed={isEdited} onClick={() => editOutline(store)}>
          {texts.editorOutlineEdit}
        </EditorButton>
        {reset && (
          <EditorButton
            isOff={!hasOwnOutline(store.document, part)}
            onClick={() => {
              store.setTool({ kind: 'select' });
              if (store.do(reset)) store.say(texts.editorOutlineUsual);
            }}
          >
            {texts.editorOutlineReset}
          </EditorButton>
        )}
      </div>
      {isEdited && <Corner store={store} part={part} />}
    </Group>
  );
}

function Corner({ store, part }: { store: EditorStore; part: PartId }): JSX.Element | null {
  const corners = cornersOf(store.document, part);
  const { corner } = store;
  const [x, y] = corners[corner] ?? corners[0] ?? [0, 0];
  const move = (to: readonly [number, number]): void => {
    const command = movedCorner(store.settled, part, corner, [Math.round(to[0]), Math.round(to[1])]);
    if (command) store.do(command, `corner/${part}/${corner}`);
  };
  return (
    <>
      <p class="small">{texts.editorOutlineHint}</p>
      <ChoiceField
        label={texts.editorCorner}
        value={String(corner)}
        options={corners.map(
          (_, index) => [String(index), texts.editorCornerOf({ corner: index + 1, count: corners.length })] as const,
        )}
        onCommit={(to) => {
          store.setCorner(Number(to));
          sayCorner({ store });
        }}
      />
      <div class="editor-pair">
        <NumberField label={texts.editorX} value={x} onCommit={(to = x) => move([to, y])} />
        <NumberField label={texts.editorY} value={y} onCommit={(to = y) => move([x, to])} />
      </div>
      <div class="editor-choices">
        <EditorButton onClick={() => addCorner(store)}>{texts.editorCornerAdd}</EditorButton>
        <EditorButton isOff={corners.length <= 3} onClick={() => removeCorner(store)}>
          {texts.editorCornerRemove}
        </EditorButton>
      </div>
    </>
  );
}
