/** All of the hall as a list: the plan’s equal, for keyboards and screen readers, and the shortest way to what is small. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { placesIn } from '../../../shared/plan/seat-numbers.ts';
import * as texts from '../../texts/of-editor.ts';
import { namedNow, putNew } from '../canvas/drawing.ts';
import type { EditorStore } from '../editor-store.ts';
import { partName } from '../editor-words.ts';
import type { HallCommand } from '../model/commands.ts';
import { boxOfParts } from '../model/geometry.ts';
import { type PartId, partsOf, sectionNamed, sectionOfPart, seatsInAll, type XY } from '../model/hall-document.ts';
import { newSeated, newStanding, newTables } from '../model/new-parts.ts';
import { EditorButton, Group, NumberField } from './fields/inputs.tsx';
import { useStore } from './fields/use-store.ts';

export function PartsList({ store, onShow }: { store: EditorStore; onShow: (part: PartId) => void }): JSX.Element {
  useStore(store, 'document', 'selection');
  const { document, selection } = store;
  const parts = partsOf(document);
  return (
    <section class="editor-parts" aria-labelledby="editor-parts-heading">
      <h2 id="editor-parts-heading">{texts.editorParts}</h2>
      <p class="small">
        {texts.editorTotal({ seats: seatsInAll(document), sections: document.chart.sections.length })}
      </p>
      {parts.length === 0 && <p class="small">{texts.editorEmpty}</p>}
      <ul>
        {parts.map((part) => {
          const section = sectionNamed(document, sectionOfPart(part) ?? '');
          return (
            <li key={part}>
              <button
                type="button"
                class="editor-part"
                aria-pressed={selection.includes(part)}
                onClick={(event) => {
                  if (event.shiftKey || event.ctrlKey || event.metaKey) store.toggle(part);
                  else store.select([part]);
                  onShow(part);
                }}
              >
                <span dir="auto">{partName(document, part)}</span>
                {section && <span class="small">{texts.editorSeats({ count: placesIn(section) })}</span>}
              </button>
            </li>
          );
        })}
      </ul>
      <NewSection store={store} onShow={onShow} />
    </section>
  );
}

/** Behind what is there already, in the middle. */
function placeBehind(store: EditorStore): XY {
  const box = boxOfParts(store.settled, partsOf(store.settled));
  return box ? [Math.round((box.left + box.right) / 2), box.bottom + 200] : [0, 0];
}

function NewSection({ store, onShow }: { store: EditorStore; onShow: (part: PartId) => void }): JSX.Element {
  const [rows, setRows] = useState(10);
  const [seats, setSeats] = useState(20);
  const at = (): XY => placeBehind(store);
  /** It lies behind all that was seen. */
  const put = (command: HallCommand): void => {
    putNew(store, command);
    const [part] = store.selection;
    if (part !== undefined) onShow(part);
  };
  return (
    <Group heading={texts.editorNewSection}>
      <div class="editor-pair">
        <NumberField
          label={texts.editorRows}
          value={rows}
          least={1}
          most={1_000}
          onCommit={(value) => setRows(value ?? 1)}
        />
        <NumberField
          label={texts.editorSeatsInRow}
          value={seats}
          least={1}
          most={1_000}
          onCommit={(value) => setSeats(value ?? 1)}
        />
      </div>
      <div class="editor-choices">
        <EditorButton onClick={() => put(newSeated(store.settled, at(), rows, seats, namedNow(store, 'seats')))}>
          {texts.editorAddSeats}
        </EditorButton>
        <EditorButton
          onClick={() => {
            const tables = {
              across: Math.max(1, Math.min(rows, 5)),
              deep: Math.max(1, Math.ceil(rows / 5)),
              seats: Math.min(40, seats),
              kind: 'round' as const,
              size: [180, 180] as const,
              apart: 350,
              tableName: (label: string) => texts.editorTableName({ label }),
            };
            put(newTables(store.settled, at(), tables, namedNow(store, 'tables')));
          }}
        >
          {texts.editorAddTables}
        </EditorButton>
        <EditorButton onClick={() => put(newStanding(store.settled, at(), 1_000, 600, namedNow(store, 'standing')))}>
          {texts.editorAddStanding}
        </EditorButton>
      </div>
      <p class="small">{texts.editorAddTablesHint}</p>
    </Group>
  );
}
