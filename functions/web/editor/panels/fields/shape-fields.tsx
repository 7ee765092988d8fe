/** A shape: what it is, what is written on it, how large it is. */
import type { JSX } from 'preact';
import * as texts from '../../../texts/of-editor.ts';
import type { EditorStore } from '../../editor-store.ts';
import { kindName } from '../../editor-words.ts';
import { type EditedShape, shapePart, shapesOf } from '../../model/hall-document.ts';
import { ChoiceField, Group, NumberField, TextField, TickField } from './inputs.tsx';
import { OutlineFields } from './outline-fields.tsx';
import { PlaceFields } from './place-fields.tsx';

const KINDS = ['stage', 'area', 'wall', 'door', 'bar', 'stairs', 'lift', 'toilet', 'text'] as const;

export function ShapeFields({ store, index }: { store: EditorStore; index: number }): JSX.Element | null {
  const shape = shapesOf(store.document)[index];
  if (!shape) return null;
  const set = (changes: Partial<EditedShape>, key: string): void =>
    void store.do({ kind: 'setShape', index, changes }, `${key}/${index}`);
  const [width, depth] = shape.size ?? [300, 60];
  return (
    <>
      <Group heading={texts.editorShapeGroup}>
        <ChoiceField
          label={texts.editorKindLabel}
          value={shape.kind}
          options={KINDS.map((kind) => [kind, kindName(kind)] as const)}
          onCommit={(kind) => set({ kind, ...(kind === 'text' && !shape.text && { text: kindName('text') }) }, 'kind')}
        />
        <TextField
          label={texts.editorText}
          value={shape.text ?? ''}
          onCommit={(text) =>
            text === '' && shape.kind === 'text'
              ? store.tell('document')
              : set({ text: text === '' ? undefined : text }, 'text')
          }
        />
        {!shape.outline && (
          <>
            <div class="editor-pair">
              <NumberField
                label={texts.editorWidth}
                value={width}
                least={10}
                most={100_000}
                onCommit={(value = width) => set({ size: [Math.round(value), depth] }, 'size')}
              />
              <NumberField
                label={texts.editorDepth}
                value={depth}
                least={10}
                most={100_000}
                onCommit={(value = depth) => set({ size: [width, Math.round(value)] }, 'size')}
              />
            </div>
            <TickField
              label={texts.editorRound}
              isOn={shape.round ?? false}
              onCommit={(isOn) => set({ round: isOn ? true : undefined }, 'round')}
            />
          </>
        )}
      </Group>
      <PlaceFields store={store} parts={[shapePart(index)]} />
      {shape.kind !== 'text' && <OutlineFields store={store} part={shapePart(index)} />}
    </>
  );
}
