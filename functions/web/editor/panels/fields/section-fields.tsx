/** One section: what it is called, where and how it lies, its rows. */
import type { JSX } from 'preact';
import * as texts from '../../../texts/of-editor.ts';
import type { EditorStore } from '../../editor-store.ts';
import { partName } from '../../editor-words.ts';
import type { HallCommand } from '../../model/commands.ts';
import { degreesOf } from '../../model/geometry.ts';
import { type HallDocument, ruleOf, sectionNamed, sectionPart, type SeatedPart } from '../../model/hall-document.ts';
import { staggers } from '../../model/row-edits.ts';
import { mayBend } from '../../model/handles.ts';
import { ChoiceField, EditorButton, Group, NumberField, TextField, TickField } from './inputs.tsx';
import { OutlineFields } from './outline-fields.tsx';
import { PlaceFields } from './place-fields.tsx';
import { RowsFields } from './rows-fields.tsx';
import { ViewFields } from './view-fields.tsx';

export const priceOptions = ({ prices }: HallDocument) => prices.map(({ id, name }) => [id, name] as const);

export function SectionFields({ store, id }: { store: EditorStore; id: string }): JSX.Element | null {
  const { document } = store;
  const section = sectionNamed(document, id);
  if (!section) return null;
  const part = sectionPart(id);
  const index = document.chart.sections.indexOf(section);
  const run = (command: HallCommand, key: string): void => void store.do(command, `${key}/${id}`);
  const put = (to: number): void => {
    if (!store.do({ kind: 'order', id, to }, `order/${id}`)) return;
    const count = document.chart.sections.length;
    store.say(texts.editorNowAt({ name: partName(document, part), at: to + 1, count }));
  };
  return (
    <>
      <Group heading={texts.editorNameGroup}>
        <TextField
          label={texts.editorName}
          value={section.name}
          onCommit={(name) =>
            name === '' ? store.tell('document') : run({ kind: 'setSection', id, fields: { name } }, 'name')
          }
        />
        <TextField
          label={texts.editorId}
          hint={texts.editorIdHint}
          value={id}
          most={8}
          pattern="[A-Za-z0-9]{1,8}"
          onCommit={(to) => {
            if (sectionNamed(document, to)) return store.say(texts.editorIdTaken({ id: to }), true);
            if (store.do({ kind: 'renameSection', id, to })) store.select([sectionPart(to)]);
          }}
        />
        <ChoiceField
          label={texts.editorPrice}
          value={section.priceCategory}
          options={priceOptions(document)}
          onCommit={(priceCategory) => run({ kind: 'setSection', id, fields: { priceCategory } }, 'price')}
        />
        {section.kind === 'general' && (
          <NumberField
            label={texts.editorCapacity}
            value={section.capacity}
            least={1}
            most={100_000}
            onCommit={(capacity) =>
              run({ kind: 'setSection', id, fields: { capacity: Math.round(capacity ?? 1) } }, 'capacity')
            }
          />
        )}
        <div class="editor-choices">
          <EditorButton isOff={index <= 0} onClick={() => put(index - 1)}>
            {texts.editorEarlier}
          </EditorButton>
          <EditorButton isOff={index >= document.chart.sections.length - 1} onClick={() => put(index + 1)}>
            {texts.editorLater}
          </EditorButton>
        </div>
      </Group>
      {section.kind === 'seated' && <SizeFields store={store} section={section} />}
      <PlaceFields store={store} parts={[part]} />
      {section.kind === 'seated' ? <BendFields store={store} id={id} /> : <StandingSize store={store} id={id} />}
      {section.kind === 'seated' && <RowsFields store={store} section={section} />}
      <OutlineFields store={store} part={part} />
      <ViewFields store={store} section={section} />
    </>
  );
}

/** Rows and seats of all of it. Rows of different lengths keep their differences. */
function SizeFields({ store, section }: { store: EditorStore; section: SeatedPart }): JSX.Element {
  const { id, rows } = section;
  const counts = rows.map((row) => row.seats);
  const longest = Math.max(...counts);
  const resize = (next: readonly number[]): void => void store.do({ kind: 'resize', id, counts: next }, `resize/${id}`);
  return (
    <Group heading={texts.editorSizeGroup}>
      <div class="editor-pair">
        <NumberField
          label={texts.editorRows}
          value={rows.length}
          least={1}
          most={1_000}
          onCommit={(count = 1) =>
            resize(
              Array.from({ length: Math.round(count) }, (_, index) => counts[Math.min(index, counts.length - 1)] ?? 1),
            )
          }
        />
        <NumberField
          label={texts.editorSeatsLongest}
          value={longest}
          least={1}
          most={1_000}
          onCommit={(most = 1) => resize(counts.map((seats) => Math.max(1, seats + Math.round(most) - longest)))}
        />
      </div>
    </Group>
  );
}

function BendFields({ store, id }: { store: EditorStore; id: string }): JSX.Element {
  const rule = ruleOf(store.document, id);
  const [seat, row] = rule.pitch ?? [55, 90];
  const set = (changes: typeof rule, key: string): void =>
    void store.do({ kind: 'setRule', id, changes }, `${key}/${id}`);
  const isStaggered = staggers(store.document, id);
  return (
    <Group heading={texts.editorBendGroup}>
      {mayBend(rule) && (
        <NumberField
          label={texts.editorRadius}
          hint={texts.editorRadiusHint}
          value={rule.radius}
          placeholder={texts.editorStraight}
          least={-100_000}
          most={100_000}
          step={10}
          onCommit={(radius) =>
            set({ radius: radius === undefined || Math.abs(radius) < 50 ? undefined : Math.round(radius) }, 'radius')
          }
        />
      )}
      <div class="editor-pair">
        <NumberField
          label={texts.editorPitch}
          value={seat}
          least={20}
          most={1_000}
          onCommit={(value = 55) => set({ pitch: [Math.round(value), row] }, 'pitch')}
        />
        <NumberField
          label={texts.editorRowPitch}
          value={row}
          least={20}
          most={1_000}
          onCommit={(value = 90) => set({ pitch: [seat, Math.round(value)] }, 'pitch')}
        />
      </div>
      <div class="editor-pair">
        <NumberField
          label={texts.editorAisleWidth}
          value={rule.aisle ?? 110}
          least={0}
          most={2_000}
          onCommit={(value = 110) => set({ aisle: Math.round(value) }, 'aisle')}
        />
        <ChoiceField
          label={texts.editorAlignRows}
          value={rule.align ?? 'middle'}
          options={[
            ['left', texts.editorSide({ side: 'left' })],
            ['middle', texts.editorSide({ side: 'middle' })],
            ['right', texts.editorSide({ side: 'right' })],
          ]}
          onCommit={(align) => set({ align: align === 'middle' ? undefined : align }, 'align')}
        />
      </div>
      <TickField
        label={texts.editorStagger}
        isOn={isStaggered}
        onCommit={(isOn) => void store.do({ kind: 'stagger', id, isOn })}
      />
    </Group>
  );
}

function StandingSize({ store, id }: { store: EditorStore; id: string }): JSX.Element {
  const [width, depth] = ruleOf(store.document, id).size ?? [400, 400];
  const set = (size: [number, number]): void => void store.do({ kind: 'setRule', id, changes: { size } }, `size/${id}`);
  return (
    <Group heading={texts.editorSizeGroup}>
      <div class="editor-pair">
        <NumberField
          label={texts.editorWidth}
          value={width}
          least={10}
          most={100_000}
          onCommit={(value = width) => set([Math.round(value), depth])}
        />
        <NumberField
          label={texts.editorDepth}
          value={depth}
          least={10}
          most={100_000}
          onCommit={(value = depth) => set([width, Math.round(value)])}
        />
      </div>
    </Group>
  );
}

export const turnedTo = (was: number | undefined, to: number): number => degreesOf(to - (was ?? 0));
