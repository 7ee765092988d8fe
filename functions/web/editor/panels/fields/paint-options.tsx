/** What the brush paints: a price category, or what is special about a seat. */
import type { JSX } from 'preact';
import * as texts from '../../../texts/of-editor.ts';
import type { EditorStore } from '../../editor-store.ts';
import { hallCategories } from '../../../picker/hall/seat-hall.ts';
import type { Paint } from '../../model/row-edits.ts';
import { EditorButton, Group, TickField } from './inputs.tsx';
import { useStore } from './use-store.ts';

export const FACTS = ['accessible', 'companion', 'restricted'] as const;

const isSamePaint = (one: Paint, other: Paint): boolean => JSON.stringify(one) === JSON.stringify(other);

export function PaintOptions({ store }: { store: EditorStore }): JSX.Element | null {
  useStore(store, 'tool', 'document', 'view');
  const { tool } = store;
  if (tool.kind !== 'paint') return null;
  const take = (paint: Paint): void => store.setTool({ kind: 'paint', paint });
  const facts = FACTS.flatMap((fact): Paint[] => [
    { fact, isOn: true },
    { fact, isOn: false },
  ]);
  return (
    <Group heading={texts.editorBrush}>
      <div class="editor-choices">
        {hallCategories(store.document.prices).map((price) => (
          <EditorButton
            key={price.id}
            isPressed={isSamePaint(tool.paint, { category: price.id })}
            onClick={() => take({ category: price.id })}
          >
            <span class={`editor-swatch hue-${price.hue}`} aria-hidden="true" />
            <span dir="auto">{price.name}</span>
          </EditorButton>
        ))}
        {facts.map((paint) => {
          const { fact, isOn } = paint as { fact: string; isOn: boolean };
          return (
            <EditorButton key={`${fact}${isOn}`} isPressed={isSamePaint(tool.paint, paint)} onClick={() => take(paint)}>
              {texts.editorFact({ fact, on: isOn ? 'yes' : 'no' })}
            </EditorButton>
          );
        })}
      </div>
      <TickField
        label={texts.editorPaintRows}
        isOn={store.paintsRows}
        onCommit={(isOn) => {
          store.paintsRows = isOn;
          store.tell('view');
        }}
      />
      <p class="small">{texts.editorBrushHint}</p>
    </Group>
  );
}
