/** Seats of a section: how they are numbered, what they cost, what is special about them. For chosen rows, or for all. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import * as texts from '../../../texts/of-editor.ts';
import type { EditorStore } from '../../editor-store.ts';
import type { SeatedPart } from '../../model/hall-document.ts';
import type { NumberScheme } from '../../model/labels.ts';
import { seatsOfSection } from '../../model/seats-near.ts';
import { ChoiceField, EditorButton, Group, TextField, TickField } from './inputs.tsx';
import { FACTS } from './paint-options.tsx';

interface Props {
  store: EditorStore;
  section: SeatedPart;
}

export function Numbering({ store, section }: Props): JSX.Element {
  const [scheme, setScheme] = useState<NumberScheme>({ first: '1', step: 1, from: 'left', leftOut: [] });
  const set = (changes: Partial<NumberScheme>): void => setScheme({ ...scheme, ...changes });
  const { id } = section;
  return (
    <Group heading={texts.editorNumbering}>
      <p class="small">{texts.editorNumberingFor({ count: store.rows.length })}</p>
      <div class="editor-pair">
        <TextField
          label={texts.editorFirstNumber}
          value={scheme.first}
          most={6}
          pattern="[A-Za-z]{1,3}|[0-9]{1,6}"
          onCommit={(first) => set({ first })}
        />
        <ChoiceField
          label={texts.editorCounting}
          value={String(scheme.step)}
          options={[
            ['1', texts.editorStep({ step: 'one' })],
            ['2', texts.editorStep({ step: 'two' })],
            ['-1', texts.editorStep({ step: 'back' })],
            ['-2', texts.editorStep({ step: 'backTwo' })],
          ]}
          onCommit={(step) => set({ step: Number(step) })}
        />
      </div>
      <div class="editor-pair">
        <ChoiceField
          label={texts.editorFrom}
          value={scheme.from}
          options={[
            ['left', texts.editorSide({ side: 'left' })],
            ['right', texts.editorSide({ side: 'right' })],
          ]}
          onCommit={(from) => set({ from })}
        />
        <TextField
          label={texts.editorLeftOut}
          value={scheme.leftOut.join(', ')}
          placeholder="13"
          onCommit={(text) => set({ leftOut: text.split(/[, ]/).filter((one) => one !== '') })}
        />
      </div>
      <EditorButton
        onClick={() => {
          const rows = store.rows.length > 0 ? { rows: store.rows } : {};
          const isDone = store.do({ kind: 'number', id, ...rows, scheme });
          if (isDone) store.say(texts.editorNumbered({ count: store.rows.length || section.rows.length }));
        }}
      >
        {texts.editorNumberNow}
      </EditorButton>
    </Group>
  );
}

/** What the brush does, for whole rows and without a hand: seats by their places. */
export function Painting({ store, section }: Props): JSX.Element {
  const [places, setPlaces] = useState('');
  const [what, setWhat] = useState(`price ${section.priceCategory}`);
  const [isOn, setOn] = useState(true);
  const options = [
    ...store.document.prices.map((price) => [`price ${price.id}`, price.name] as const),
    ...FACTS.map((fact) => [`fact ${fact}`, texts.editorFact({ fact, on: 'yes' })] as const),
  ];
  const apply = (): void => {
    const wanted = placesOf(places);
    const seats = seatsOfSection(store.settled, section.id, store.rows).map((all) => ({
      ...all,
      rows: Object.fromEntries(
        Object.entries(all.rows).map(([row, own]) => [row, wanted ? own.filter((place) => wanted.has(place)) : own]),
      ),
    }));
    const [kind, name = ''] = what.split(' ');
    const paint = kind === 'price' ? { category: name } : { fact: name as (typeof FACTS)[number], isOn };
    store.say(store.do({ kind: 'paint', seats, paint }) ? texts.editorPainted : texts.editorNothingChanged);
  };
  return (
    <Group heading={texts.editorSeatsGroup}>
      <div class="editor-pair">
        <TextField
          label={texts.editorPlaces}
          hint={texts.editorPlacesHint}
          value={places}
          pattern=" *([0-9]{1,4} *(- *[0-9]{1,4} *)?(, *|$))*"
          onCommit={setPlaces}
        />
        <ChoiceField label={texts.editorAre} value={what} options={options} onCommit={setWhat} />
      </div>
      {what.startsWith('fact') && <TickField label={texts.editorFactOn} isOn={isOn} onCommit={setOn} />}
      <EditorButton onClick={apply}>{texts.editorApply}</EditorButton>
    </Group>
  );
}

/** "1-4, 7"; undefined: all. */
function placesOf(text: string): Set<number> | undefined {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (parts.length === 0) return undefined;
  const all = new Set<number>();
  for (const part of parts) {
    const [from = 0, to = from] = part.split('-').map(Number);
    for (let place = from; place <= Math.min(to, 1_000); place++) if (place >= 1) all.add(place);
  }
  return all;
}
