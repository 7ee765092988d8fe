/** Tools, what was done last, how much is seen, saving. */
import type { JSX } from 'preact';
import * as texts from '../../texts/of-editor.ts';
import type { EditorStore, Tool } from '../editor-store.ts';
import { kindName } from '../editor-words.ts';
import type { EditorMap } from '../canvas/editor-map.ts';
import { ChoiceField, EditorButton, TickField } from './fields/inputs.tsx';
import { useStore } from './fields/use-store.ts';

const SHAPES = ['stage', 'area', 'wall', 'door', 'bar', 'stairs', 'lift', 'toilet', 'text'] as const;

/** As a path in a square of 24: what a tool makes. */
const SIGNS: Readonly<Record<Exclude<Tool['kind'], 'shape' | 'outline'>, string>> = {
  select: 'M5 3l13 9-6 1.5L9 20z',
  rows: 'M4 6h16M4 18h16M3 12h6M15 12h6M12 9v6M10 11l2-2 2 2M10 13l2 2 2-2',
  pan: 'M12 3v18M3 12h18M9 6l3-3 3 3M9 18l3 3 3-3M6 9l-3 3 3 3M18 9l3 3-3 3',
  seats: 'M4 5h4v4H4zM10 5h4v4h-4zM16 5h4v4h-4zM4 14h4v4H4zM10 14h4v4h-4zM16 14h4v4h-4z',
  tables: 'M12 8a4 4 0 100 8 4 4 0 100-8M12 3v2M12 19v2M3 12h2M19 12h2M6 6l1 1M17 17l1 1M18 6l-1 1M7 17l-1 1',
  standing: 'M3 5h18v14H3zM9 10a1 1 0 100 .1M15 10a1 1 0 100 .1M9 12v4M15 12v4',
  paint: 'M4 20l4-1L20 7l-3-3L5 16zM14 7l3 3',
  aisle: 'M4 5h5M4 12h5M4 19h5M15 5h5M15 12h5M15 19h5M12 3v18',
  focus: 'M12 5a7 7 0 100 14 7 7 0 100-14M12 1v6M12 17v6M1 12h6M17 12h6',
};

export function Sign({ path }: { path: string }): JSX.Element {
  return (
    <svg class="editor-sign" viewBox="0 0 24 24" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}

function ToolButton({ store, kind, make }: { store: EditorStore; kind: keyof typeof SIGNS; make: () => Tool }) {
  return (
    <EditorButton isPressed={store.tool.kind === kind} onClick={() => store.setTool(make())}>
      <Sign path={SIGNS[kind]} />
      <span>{texts.editorTool({ kind })}</span>
    </EditorButton>
  );
}

export interface ToolbarProps {
  store: EditorStore;
  map: EditorMap | undefined;
  onSave: () => void;
  done: string | undefined;
}

export function Toolbar({ store, map, onSave, done }: ToolbarProps): JSX.Element {
  useStore(store, 'tool', 'document', 'saved', 'view');
  const plain = (kind: 'select' | 'rows' | 'pan' | 'seats' | 'tables' | 'standing' | 'aisle' | 'focus') => (
    <ToolButton store={store} kind={kind} make={() => ({ kind })} />
  );
  const { tool } = store;
  const firstPrice = store.document.prices[0]?.id ?? '';
  return (
    <div class="editor-bar" role="toolbar" aria-label={texts.editorTools}>
      <div class="editor-bar-part">
        {plain('select')}
        {plain('rows')}
        {plain('pan')}
        {plain('seats')}
        {plain('tables')}
        {plain('standing')}
        <ToolButton store={store} kind="paint" make={() => ({ kind: 'paint', paint: { category: firstPrice } })} />
        {plain('aisle')}
        {plain('focus')}
        <ChoiceField
          label={texts.editorShapeTool}
          value={tool.kind === 'shape' ? tool.shape : ''}
          options={[['', '–'], ...SHAPES.map((kind) => [kind, kindName(kind)] as const)]}
          onCommit={(shape) => store.setTool(shape === '' ? { kind: 'select' } : { kind: 'shape', shape })}
        />
      </div>
      <div class="editor-bar-part">
        <EditorButton isOff={!store.mayUndo} onClick={() => store.undo()}>
          {texts.editorUndo}
        </EditorButton>
        <EditorButton isOff={!store.mayRedo} onClick={() => store.redo()}>
          {texts.editorRedo}
        </EditorButton>
        <EditorButton label={texts.mapZoomIn} onClick={() => map?.zoom(1.4)}>
          +
        </EditorButton>
        <EditorButton label={texts.mapZoomOut} onClick={() => map?.zoom(1 / 1.4)}>
          −
        </EditorButton>
        <EditorButton label={texts.editorShowAll} onClick={() => map?.showAll()}>
          ⤢
        </EditorButton>
        <TickField
          label={texts.editorSnaps}
          isOn={store.snaps}
          onCommit={(isOn) => {
            store.snaps = isOn;
            store.tell('view');
          }}
        />
        <FloorChoice store={store} />
      </div>
      <div class="editor-bar-part editor-bar-end">
        {done === undefined && <span class="editor-saving">{savingText(store)}</span>}
        <EditorButton
          isStrong
          isOff={done === undefined && (!store.isDirty || store.saving === 'busy')}
          onClick={onSave}
        >
          {done ?? texts.editorSave}
        </EditorButton>
      </div>
    </div>
  );
}

function savingText(store: EditorStore): string {
  if (store.saving === 'busy') return texts.editorSaving;
  if (!store.isDirty) return texts.editorSaved;
  if (!store.isKept) return texts.editorNotKept;
  return store.saving === 'failed' ? texts.editorNotSaved : texts.editorUnsaved;
}

function FloorChoice({ store }: { store: EditorStore }): JSX.Element | null {
  const floors = store.document.plan.floors ?? [];
  if (floors.length < 2) return null;
  return (
    <ChoiceField
      label={texts.mapFloor}
      value={store.floor ?? ''}
      options={floors.map(({ id, name }) => [id, name] as const)}
      onCommit={(floor) => store.setFloor(floor)}
    />
  );
}
