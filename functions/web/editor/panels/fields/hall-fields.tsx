/** The hall as a whole: where it began from, price categories, floors. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { READY_HALLS } from '../../../../shared/plan/halls/ready-halls.ts';
import { hallCategories } from '../../../picker/hall/seat-hall.ts';
import * as texts from '../../../texts/of-editor.ts';
import { spokenHall } from '../../../texts/spoken-hall.ts';
import type { EditorMap } from '../../canvas/editor-map.ts';
import type { EditorStore } from '../../editor-store.ts';
import { seatsByPrice } from '../../model/checks/hall-checks.ts';
import { documentOf, freeCode } from '../../model/hall-document.ts';
import { documentOfReady } from '../../files/ready-start.ts';
import { MOST_FLOORS, MOST_PRICES } from '../../model/plan-edits.ts';
import { centsOf, unitsText } from './amounts.ts';
import { FilesFields } from './files-fields.tsx';
import { ChoiceField, EditorButton, Group, TextField } from './inputs.tsx';

export interface HallFieldsProps {
  store: EditorStore;
  map: EditorMap | undefined;
  onStarted: () => void;
}

export function HallFields({ store, map, onStarted }: HallFieldsProps): JSX.Element {
  return (
    <>
      <StartFrom store={store} onStarted={onStarted} />
      <Prices store={store} />
      <Floors store={store} />
      <FilesFields store={store} map={map} />
      {store.document.plan.focus && (
        <Group heading={texts.editorFocusGroup}>
          <EditorButton onClick={() => void store.do({ kind: 'setFocus', at: undefined })}>
            {texts.editorFocusRemove}
          </EditorButton>
        </Group>
      )}
    </>
  );
}

/** To draw a hall from nothing. */
const EMPTY = 'empty';

/** One of the ready halls takes the place of all; Undo brings back what was there. */
function StartFrom({ store, onStarted }: { store: EditorStore; onStarted: () => void }): JSX.Element {
  const [id, setId] = useState(READY_HALLS[0]?.id ?? '');
  return (
    <Group heading={texts.editorStart}>
      <p class="small">{texts.editorStartHint}</p>
      <ChoiceField
        label={texts.editorReadyHall}
        value={id}
        options={[...READY_HALLS.map((hall) => hall.id), EMPTY].map(
          (hall) => [hall, texts.editorReady({ hall })] as const,
        )}
        onCommit={setId}
      />
      <EditorButton
        onClick={() => {
          const { prices } = store.settled;
          const hall = READY_HALLS.find((one) => one.id === id);
          const document = hall
            ? documentOfReady(spokenHall(hall), prices)
            : documentOf({ sections: [] }, undefined, prices);
          if (!store.do({ kind: 'replace', document })) return;
          store.select([]);
          store.say(hall ? texts.editorStarted({ hall: id }) : texts.editorCleared);
          onStarted();
        }}
      >
        {texts.editorStartNow}
      </EditorButton>
    </Group>
  );
}

function Prices({ store }: { store: EditorStore }): JSX.Element {
  const { document, currency } = store;
  const counts = seatsByPrice(document);
  const hues = hallCategories(document.prices);
  return (
    <Group heading={texts.editorPrices}>
      <p class="small">{texts.editorPricesHint({ currency })}</p>
      <ul class="editor-prices">
        {document.prices.map(({ id, name, priceCents }, index) => (
          <li key={id}>
            <span class={`editor-swatch hue-${hues.find((one) => one.id === id)?.hue ?? 0}`} aria-hidden="true" />
            <TextField
              label={texts.editorPriceName({ number: index + 1 })}
              hint={texts.editorSeats({ count: counts.get(id) ?? 0 })}
              value={name}
              onCommit={(to) =>
                to === ''
                  ? store.tell('document')
                  : void store.do({ kind: 'setPrice', id, changes: { name: to } }, `pn/${id}`)
              }
            />
            <TextField
              label={texts.editorPriceAmount({ currency })}
              value={unitsText(priceCents, currency)}
              most={12}
              pattern="[0-9]{1,9}([.,][0-9]{1,3})?"
              onCommit={(text) => {
                const cents = centsOf(text, currency);
                if (cents === undefined) store.tell('document');
                else store.do({ kind: 'setPrice', id, changes: { priceCents: cents } }, `pc/${id}`);
              }}
            />
            <EditorButton
              isOff={document.prices.length < 2}
              label={texts.editorPriceRemove({ name })}
              onClick={() => {
                const instead = document.prices.find((one) => one.id !== id);
                if (instead && store.do({ kind: 'removePrice', id, instead: instead.id }))
                  store.say(texts.editorPriceRemoved({ name, instead: instead.name }));
              }}
            >
              ×
            </EditorButton>
          </li>
        ))}
      </ul>
      <EditorButton
        isOff={document.prices.length >= MOST_PRICES}
        onClick={() => {
          const id = freeCode(new Set(document.prices.map((price) => price.id)));
          const name = texts.editorPriceNew({ id });
          if (store.do({ kind: 'addPrice', price: { id, name, priceCents: 0 } }))
            store.say(texts.editorAdded({ count: 1, name }));
        }}
      >
        {texts.editorPriceAdd}
      </EditorButton>
    </Group>
  );
}

function Floors({ store }: { store: EditorStore }): JSX.Element {
  const floors = store.document.plan.floors ?? [];
  const set = (next: typeof floors, key?: string): boolean => store.do({ kind: 'setFloors', floors: next }, key);
  return (
    <Group heading={texts.editorFloors}>
      <p class="small">{texts.editorFloorsHint}</p>
      <ul class="editor-floors">
        {floors.map(({ id, name }) => (
          <li key={id}>
            <TextField
              label={texts.editorFloorName({ id })}
              value={name}
              onCommit={(to) =>
                to === ''
                  ? store.tell('document')
                  : set(
                      floors.map((floor) => (floor.id === id ? { id, name: to } : floor)),
                      `floor/${id}`,
                    )
              }
            />
            <EditorButton
              label={texts.editorFloorRemove({ name })}
              onClick={() => {
                if (set(floors.filter((floor) => floor.id !== id))) store.say(texts.editorRemoved({ count: 1, name }));
              }}
            >
              ×
            </EditorButton>
          </li>
        ))}
      </ul>
      <EditorButton
        isOff={floors.length >= MOST_FLOORS}
        onClick={() => {
          const id = freeNumber(new Set(floors.map((floor) => floor.id)));
          const name = texts.editorFloorNew({ id });
          if (set([...floors, { id, name }])) store.say(texts.editorAdded({ count: 1, name }));
        }}
      >
        {texts.editorFloorAdd}
      </EditorButton>
    </Group>
  );
}

function freeNumber(used: ReadonlySet<string>): string {
  for (let number = 0; ; number++) if (!used.has(String(number))) return String(number);
}
