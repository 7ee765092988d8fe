/** A picture to trace: over the plan, half seen through; it stays in this page, and is gone with it. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import * as texts from '../../../texts/of-editor.ts';
import type { EditorMap } from '../../canvas/editor-map.ts';
import type { Backdrop as Picture } from '../../canvas/map-overlay.ts';
import type { EditorStore } from '../../editor-store.ts';
import { EditorButton, FileInput, NumberField } from './inputs.tsx';

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
      const bitmap = await createImageBitmap(file);
      const { left, right, top, bottom } = map.hall.bounds;
      map.backdrop = {
        picture: bitmap,
        at: [Math.round((left + right) / 2), Math.round((top + bottom) / 2)],
        width: Math.round(right - left),
        strength: 0.4,
      };
      map.paintSoon();
      anew((count) => count + 1);
    } catch {
      store.say(texts.editorPictureWrong, true);
    }
  };
  return (
    <>
      <FileInput
        label={texts.editorPicture}
        accept="image/png,image/jpeg,image/webp,image/gif"
        onFile={(file) => void open(file)}
      />
      <p class="small">{texts.editorPictureHint}</p>
      {picture && <PictureFields picture={picture} onChange={change} />}
    </>
  );
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
