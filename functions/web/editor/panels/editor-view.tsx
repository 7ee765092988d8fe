/** The editor as a whole: tools above, the hall as a list and as a plan side by side, what is selected beside it, checks below. */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import * as texts from '../../texts/of-editor.ts';
import { huesOf } from '../../picker/map/palette.ts';
import { listenToEditor } from '../canvas/editor-hands.ts';
import { EditorMap } from '../canvas/editor-map.ts';
import type { EditorStore } from '../editor-store.ts';
import { partName } from '../editor-words.ts';
import type { Finding } from '../model/checks/finding.ts';
import { boxOfPart, boxOfParts } from '../model/geometry.ts';
import { type PartId, sectionOfPart } from '../model/hall-document.ts';
import { ChecksPanel, useFindings } from './checks-panel.tsx';
import { HallFields, type HallFieldsProps } from './fields/hall-fields.tsx';
import { editorKeys, planKeys } from './editor-keys.ts';
import { PaintOptions } from './fields/paint-options.tsx';
import { PartsList } from './parts-list.tsx';
import { PlaceFields } from './fields/place-fields.tsx';
import { SectionFields } from './fields/section-fields.tsx';
import { ShapeFields } from './fields/shape-fields.tsx';
import { Toolbar } from './toolbar.tsx';
import { useStore } from './fields/use-store.ts';

export interface EditorViewProps {
  store: EditorStore;
  onSave: () => void;
  /** Instead of saving: it is a part of something else, to which one goes back. */
  done?: string | undefined;
  /** What stands above the editor: what is to be decided first. */
  notice?: JSX.Element | null;
}

export function EditorView({ store, onSave, done, notice }: EditorViewProps): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [map, setMap] = useState<EditorMap>();
  const findings = useFindings(store);
  useEffect(() => {
    if (!canvas.current) return undefined;
    const made = new EditorMap(canvas.current, store);
    listenToEditor(made);
    setMap(made);
    return () => made.destroy();
  }, [store]);
  const show = (part: PartId): void => {
    const box = boxOfPart(store.document, part);
    if (box && map && !map.isSeen(box)) map.showBox(box);
  };
  const go = (finding: Finding): void => {
    if (finding.part !== undefined) store.select([finding.part]);
    if (finding.row !== undefined) store.setRows([finding.row]);
    if (finding.at) map?.showPoint(finding.at);
    else if (finding.part !== undefined) {
      const box = boxOfParts(store.document, [finding.part]);
      if (box) map?.showBox(box);
    }
  };
  return (
    // The keys of the whole editor: each has a button, too.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      class="editor"
      data-hues={huesOf(store.document.prices.length).length}
      onKeyDown={(event) => editorKeys(event, store, onSave)}
    >
      <Toolbar store={store} map={map} onSave={onSave} done={done} />
      {notice}
      <div class="editor-middle">
        <PartsList store={store} onShow={show} />
        <div class="editor-plan">
          <PaintOptions store={store} />
          {/* Arrow keys move what is selected, as the line below says; the list beside it does all of the same. */}
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
          <div
            class="editor-window"
            role="application"
            tabIndex={0}
            aria-label={texts.editorPlan}
            aria-describedby="editor-keys"
            onKeyDown={(event) => planKeys(event, store, map)}
          >
            <canvas ref={canvas} aria-hidden="true" />
          </div>
          <Said store={store} />
          <p class="small" id="editor-keys">
            {texts.editorKeys}
          </p>
        </div>
        <Fields store={store} map={map} onStarted={() => map?.showAll()} />
      </div>
      <ChecksPanel store={store} findings={findings} onGo={go} />
    </div>
  );
}

function Said({ store }: { store: EditorStore }): JSX.Element {
  useStore(store, 'said');
  const { text, isBad } = store.said;
  return (
    <div class="editor-said">
      <p role="status">{isBad ? '' : text}</p>
      <p role="alert" class="fault">
        {isBad ? text : ''}
      </p>
    </div>
  );
}

function Fields({ store, map, onStarted }: HallFieldsProps): JSX.Element {
  useStore(store, 'document', 'selection');
  const { selection, document } = store;
  const [part] = selection;
  const id = part === undefined ? undefined : sectionOfPart(part);
  const heading =
    part === undefined
      ? texts.editorHall
      : selection.length === 1
        ? partName(document, part)
        : texts.editorSelected({ count: selection.length });
  return (
    <section class="editor-fields" aria-labelledby="editor-fields-heading">
      <h2 id="editor-fields-heading" dir="auto">
        {heading}
      </h2>
      {part === undefined && <HallFields store={store} map={map} onStarted={onStarted} />}
      {part !== undefined && (
        <button type="button" class="editor-button" onClick={() => store.select([])}>
          {texts.editorUnselect}
        </button>
      )}
      {selection.length > 1 && <PlaceFields store={store} parts={selection} />}
      {selection.length === 1 && id !== undefined && <SectionFields key={id} store={store} id={id} />}
      {store.selectedShape !== undefined && (
        <ShapeFields key={`shape${store.selectedShape}`} store={store} index={store.selectedShape} />
      )}
    </section>
  );
}
