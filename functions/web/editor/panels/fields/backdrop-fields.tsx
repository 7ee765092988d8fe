/** A picture to trace: over the plan, half seen through; it stays in this page, and is gone with it. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import * as texts from '../../../texts/of-editor.ts';
import type { EditorMap } from '../../canvas/editor-map.ts';
import type { Backdrop as Picture, TracedDrawing } from '../../canvas/map-overlay.ts';
import type { EditorStore } from '../../editor-store.ts';
import type { Drawing } from '../../files/tracing/read-svg.ts';
import { addedParts } from '../../model/part-edits.ts';
import { EditorButton, FileInput, NumberField } from './inputs.tsx';
import { whyNotOpened } from './why-not-opened.ts';

interface Props {
  store: EditorStore;
  map: EditorMap | undefined;
}

export function Backdrop({ store, map }: Props): JSX.Element {
  const [, anew] = useState(0);
  const picture = map?.backdrop;
  const change = (changes: Partial<Picture> | undefined): void => {
    if (!map?.backdrop) return;
    map.backdrop = changes && { ...map.backdrop, ...changes };
    map.paintSoon();
    anew((count) => count + 1);
  };
  const open = async (file: File): Promise<void> => {
    if (!map) return;
    try {
      const opened = isDrawing(file) ? await openDrawing(file) : await createImageBitmap(file);
      const { left, right, top, bottom } = map.hall.bounds;
      map.backdrop = {
        picture: opened,
        at: [Math.round((left + right) / 2), Math.round((top + bottom) / 2)],
        width: Math.round(right - left),
        strength: 0.4,
      };
      map.paintSoon();
      anew((count) => count + 1);
      if ('path' in opened && opened.dropped.length > 0)
        store.say(texts.editorDrawingDropped({ what: opened.dropped.join(', ') }));
    } catch (error) {
      const why = await whyNotOpened(error);
      store.say(why === undefined ? texts.editorPictureWrong : texts.editorFileWrong({ name: file.name, why }), true);
    }
  };
  return (
    <>
      <FileInput
        label={texts.editorPicture}
        accept="image/png,image/jpeg,image/webp,image/gif,image/svg+xml,.svg"
        onFile={(file) => void open(file)}
      />
      <p class="small">{texts.editorPictureHint}</p>
      {picture && <PictureFields picture={picture} onChange={change} />}
      {picture && 'path' in picture.picture && (
        <EditorButton onClick={() => void makeShapes(store, picture.picture as TracedDrawing, picture)}>
          {texts.editorDrawingShapes}
        </EditorButton>
      )}
    </>
  );
}

const isDrawing = ({ name, type }: File): boolean => type === 'image/svg+xml' || name.toLowerCase().endsWith('.svg');

async function openDrawing(file: File): Promise<TracedDrawing> {
  const { readSvg } = await import('../../files/tracing/read-svg.ts');
  return drawn(readSvg(await file.text()));
}

function drawn(drawing: Drawing): TracedDrawing {
  const path = new Path2D();
  for (const { points, isClosed } of drawing.lines) {
    for (let at = 0; at + 1 < points.length; at += 2) {
      const point = [points[at] ?? 0, points[at + 1] ?? 0] as const;
      if (at === 0) path.moveTo(...point);
      else path.lineTo(...point);
    }
    if (isClosed) path.closePath();
  }
  return { ...drawing, path };
}

async function makeShapes(store: EditorStore, drawing: TracedDrawing, place: Picture): Promise<void> {
  const { tracedShapes } = await import('../../files/tracing/traced-shapes.ts');
  const before = store.settled;
  const command = tracedShapes(before, drawing, place, store.floor);
  if (!command || !store.do(command)) return store.say(texts.editorDrawingNone, true);
  const parts = addedParts(before, store.settled);
  store.select(parts);
  store.say(texts.editorDrawingMade({ count: parts.length }));
}

interface PictureProps {
  picture: Picture;
  /** @param changes undefined: it is gone */
  onChange: (changes: Partial<Picture> | undefined) => void;
}

function PictureFields({ picture, onChange }: PictureProps): JSX.Element {
  return (
    <>
      <div class="editor-pair">
        <NumberField
          label={texts.editorWidth}
          value={picture.width}
          least={100}
          most={100_000}
          onCommit={(width = 1_000) => onChange({ width })}
        />
        <NumberField
          label={texts.editorPictureStrength}
          value={Math.round(picture.strength * 100)}
          least={5}
          most={100}
          onCommit={(value = 40) => onChange({ strength: value / 100 })}
        />
      </div>
      <div class="editor-pair">
        <NumberField
          label={texts.editorX}
          value={picture.at[0]}
          onCommit={(x = 0) => onChange({ at: [x, picture.at[1]] })}
        />
        <NumberField
          label={texts.editorY}
          value={picture.at[1]}
          onCommit={(y = 0) => onChange({ at: [picture.at[0], y] })}
        />
      </div>
      <EditorButton onClick={() => onChange(undefined)}>{texts.editorPictureRemove}</EditorButton>
    </>
  );
}
