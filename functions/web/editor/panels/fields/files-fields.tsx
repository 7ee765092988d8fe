/** Files: a hall that is opened from one, or written to one; a picture to trace. None of them is sent anywhere. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { hallCategories } from '../../../picker/hall/seat-hall.ts';
import { huesOf } from '../../../picker/map/palette.ts';
import * as texts from '../../../texts/of-editor.ts';
import type { EditorMap } from '../../canvas/editor-map.ts';
import type { EditorStore } from '../../editor-store.ts';
import type { ExportKind } from '../../files/export-hall.ts';
import { Backdrop } from './backdrop-fields.tsx';
import { EditorButton, FileInput, Group } from './inputs.tsx';
import { whyNotOpened } from './why-not-opened.ts';

/** Longer than any plan of 100,000 seats. */
const MOST_BYTES = 40_000_000;

interface Props {
  store: EditorStore;
  map: EditorMap | undefined;
}

export function FilesFields({ store, map }: Props): JSX.Element {
  const [dropped, setDropped] = useState<readonly string[]>([]);
  const open = async (file: File): Promise<void> => {
    setDropped([]);
    try {
      if (file.size > MOST_BYTES) return store.say(texts.editorFileLarge, true);
      const { openedFile } = await import('../../files/import-hall.ts');
      const opened = openedFile(new Uint8Array(await file.arrayBuffer()), store.settled.prices);
      if (!store.do({ kind: 'replace', document: opened.document })) return store.say(texts.editorNothingChanged);
      store.select([]);
      setDropped(opened.dropped);
      store.say(texts.editorFileOpened({ name: file.name }));
      map?.showAll();
    } catch (error) {
      store.say(texts.editorFileWrong({ name: file.name, why: (await whyNotOpened(error)) ?? texts.offline }), true);
    }
  };
  return (
    <Group heading={texts.editorFiles}>
      <p class="small">{texts.editorFilesHint}</p>
      <FileInput
        label={texts.editorFileOpen}
        accept=".json,.csv,.txt,application/json,text/csv"
        onFile={(file) => void open(file)}
      />
      {dropped.length > 0 && (
        <div class="small">
          <p>{texts.editorDropped}</p>
          <ul>
            {dropped.map((what) => (
              <li key={what}>{what}</li>
            ))}
          </ul>
        </div>
      )}
      <div class="editor-choices">
        {EXPORTS.map((kind) => (
          <EditorButton key={kind} onClick={() => void exported(store, kind)}>
            {texts.editorExport({ kind })}
          </EditorButton>
        ))}
      </div>
      <Backdrop map={map} store={store} />
    </Group>
  );
}

const EXPORTS = ['own', 'pretix', 'csv'] as const;

const FILES: Readonly<Record<ExportKind, { name: string; type: string }>> = {
  own: { name: 'hall.json', type: 'application/json' },
  pretix: { name: 'seating-plan.json', type: 'application/json' },
  csv: { name: 'seats.csv', type: 'text/csv' },
};

/** What writes and reads files is loaded when somebody has one. */
async function exported(store: EditorStore, kind: ExportKind): Promise<void> {
  const hall = store.settled;
  try {
    const { exportedHall } = await import('../../files/export-hall.ts');
    const hues = huesOf(hall.prices.length);
    const ranked = hallCategories(hall.prices);
    const colours = hall.prices.map(
      ({ id }) => hues[(ranked.find((one) => one.id === id)?.hue ?? 0) % hues.length] ?? '',
    );
    const { text, lacks } = exportedHall(hall, kind, { name: document.title, colours });
    download(FILES[kind].name, FILES[kind].type, text);
    const list = new Intl.ListFormat(document.documentElement.lang, { type: 'conjunction' });
    store.say(
      lacks.length > 0
        ? texts.editorExportLacks({ list: list.format(lacks.map((what) => texts.editorNotInFile({ what }))) })
        : texts.editorExported,
    );
  } catch {
    store.say(texts.offline, true);
  }
}

function download(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
