/** Where parts lie: place, turn, floor; brought into line; copied, mirrored, taken away. */
import type { JSX } from 'preact';
import * as texts from '../../../texts/of-editor.ts';
import { selectAdded } from '../../canvas/drawing.ts';
import type { Alignment } from '../../model/part-edits.ts';
import type { EditorStore } from '../../editor-store.ts';
import { partName } from '../../editor-words.ts';
import { boxOfParts, degreesOf, middleOf, shapeLaid } from '../../model/geometry.ts';
import {
  floorOfPart,
  type HallDocument,
  type PartId,
  ruleOf,
  sectionOfPart,
  shapeOfPart,
  shapesOf,
} from '../../model/hall-document.ts';
import { ChoiceField, EditorButton, Group, NumberField } from './inputs.tsx';

export function turnOf(document: HallDocument, part: PartId): number {
  const id = sectionOfPart(part);
  if (id !== undefined) return ruleOf(document, id).turn ?? 0;
  const shape = shapesOf(document)[shapeOfPart(part) ?? -1];
  return shape ? shapeLaid(shape).turn : 0;
}

export function PlaceFields({ store, parts }: { store: EditorStore; parts: readonly PartId[] }): JSX.Element | null {
  const { document } = store;
  const box = boxOfParts(document, parts);
  const [first] = parts;
  if (!box || first === undefined) return null;
  const [x, y] = middleOf(box);
  const key = parts.join();
  const turn = turnOf(document, first);
  const floors = document.plan.floors ?? [];
  return (
    <Group heading={texts.editorPlaceGroup}>
      <div class="editor-pair">
        <NumberField
          label={texts.editorX}
          value={x}
          least={-100_000}
          most={100_000}
          onCommit={(to = x) => void store.do({ kind: 'move', parts, by: [to - x, 0] }, `x/${key}`)}
        />
        <NumberField
          label={texts.editorY}
          value={y}
          least={-100_000}
          most={100_000}
          onCommit={(to = y) => void store.do({ kind: 'move', parts, by: [0, to - y] }, `y/${key}`)}
        />
      </div>
      <div class="editor-pair">
        {parts.length === 1 ? (
          <NumberField
            label={texts.editorTurn}
            value={turn}
            least={-360}
            most={360}
            step={1}
            onCommit={(to = 0) => void store.do({ kind: 'turn', parts, degrees: degreesOf(to - turn) }, `turn/${key}`)}
          />
        ) : (
          <div class="editor-choices">
            <EditorButton onClick={() => void store.do({ kind: 'turn', parts, degrees: -15 })}>−15°</EditorButton>
            <EditorButton onClick={() => void store.do({ kind: 'turn', parts, degrees: 15 })}>+15°</EditorButton>
          </div>
        )}
        {floors.length > 0 && (
          <ChoiceField
            label={texts.mapFloor}
            value={floorOfPart(document, first) ?? ''}
            options={[['', texts.editorEveryFloor], ...floors.map(({ id, name }) => [id, name] as const)]}
            onCommit={(floor) => void store.do({ kind: 'floor', parts, floor: floor === '' ? undefined : floor })}
          />
        )}
      </div>
      <div class="editor-choices">
        <EditorButton onClick={() => copySelected(store)}>{texts.editorCopy}</EditorButton>
        <EditorButton
          onClick={() => {
            if (!store.do({ kind: 'mirror', parts })) return;
            const name = partName(store.settled, first);
            store.say(texts.editorMirrored({ count: parts.length, name }));
          }}
        >
          {texts.editorMirror}
        </EditorButton>
        <EditorButton onClick={() => removeSelected(store)}>{texts.editorRemove}</EditorButton>
      </div>
      {parts.length > 1 && <Alignments store={store} parts={parts} />}
    </Group>
  );
}

const ALIGNMENTS: readonly Alignment[] = [
  'left',
  'centre',
  'right',
  'front',
  'middle',
  'rear',
  'spreadAcross',
  'spreadBack',
];

function Alignments({ store, parts }: { store: EditorStore; parts: readonly PartId[] }): JSX.Element {
  return (
    <div class="editor-choices" role="group" aria-label={texts.editorAlign}>
      {ALIGNMENTS.map((how) => (
        <EditorButton
          key={how}
          isOff={how.startsWith('spread') && parts.length < 3}
          onClick={() => void store.do({ kind: 'align', parts, how })}
        >
          {texts.editorAlignment({ how })}
        </EditorButton>
      ))}
    </div>
  );
}

/** Beside what is copied, where it overlaps nothing of it. */
export function copySelected(store: EditorStore): void {
  const { settled, selection } = store;
  const box = boxOfParts(settled, selection);
  if (!box) return;
  if (store.do({ kind: 'copy', parts: selection, by: [Math.round(box.right - box.left) + 50, 0] }))
    selectAdded(store, settled);
}

export function removeSelected(store: EditorStore): void {
  const { settled, selection } = store;
  const names = selection.map((part) => partName(settled, part));
  if (selection.length > 0 && store.do({ kind: 'remove', parts: selection }))
    store.say(texts.editorRemoved({ count: names.length, name: names[0] ?? '' }));
}
