/** What is seen from a section or one of its rows: pictures elsewhere in the web, each told in words for who does not see it. */
import type { JSX } from 'preact';
import type { Plan } from '../../../../shared/plan/plan.ts';
import * as texts from '../../../texts/of-editor.ts';
import type { EditorStore } from '../../editor-store.ts';
import type { EditedSection } from '../../model/hall-document.ts';
import { MOST_VIEWS } from '../../model/plan-edits.ts';
import { ChoiceField, EditorButton, Group, TextField } from './inputs.tsx';

type SeatView = NonNullable<Plan['views']>[number];

export function ViewFields({ store, section }: { store: EditorStore; section: EditedSection }): JSX.Element {
  const views = store.document.plan.views ?? [];
  const put = (next: readonly SeatView[], key?: string): void =>
    void store.do({ kind: 'setViews', views: [...next] }, key);
  return (
    <Group heading={texts.editorViews}>
      <p class="small">{texts.editorViewsHint}</p>
      <ul class="editor-views">
        {views.map((view, index) =>
          view.section === section.id ? (
            // oxlint-disable-next-line react/no-array-index-key -- views have no names of their own
            <li key={index}>
              <OneView
                view={view}
                section={section}
                onChange={(changes) =>
                  put(
                    views.map((one, at) => (at === index ? withoutRow({ ...one, ...changes }) : one)),
                    `view/${index}/${Object.keys(changes).join()}`,
                  )
                }
                onRemove={() => put(views.filter((_, at) => at !== index))}
              />
            </li>
          ) : null,
        )}
      </ul>
      <NewView
        isOff={views.length >= MOST_VIEWS}
        onAdd={(image) => {
          put([...views, { section: section.id, image, alt: texts.editorViewAltNew({ name: section.name }) }]);
          store.say(texts.editorViewAdded);
        }}
      />
    </Group>
  );
}

/** Of the whole section where no row is said. */
function withoutRow(view: SeatView): SeatView {
  const { row, ...others } = view;
  return row === undefined || row === '' ? others : view;
}

const ADDRESS = 'https://.{1,1990}';

function NewView({ isOff, onAdd }: { isOff: boolean; onAdd: (image: string) => void }): JSX.Element {
  return isOff ? (
    <p class="small">{texts.editorViewsMost}</p>
  ) : (
    <TextField
      label={texts.editorViewNew}
      hint={texts.editorViewNewHint}
      value=""
      most={2_000}
      pattern={ADDRESS}
      placeholder="https://"
      onCommit={(image) => {
        if (image !== '') onAdd(image);
      }}
    />
  );
}

interface OneViewProps {
  view: SeatView;
  section: EditedSection;
  onChange: (changes: Partial<SeatView>) => void;
  onRemove: () => void;
}

function OneView({ view, section, onChange, onRemove }: OneViewProps): JSX.Element {
  const rows = section.kind === 'seated' ? section.rows : [];
  return (
    <>
      <img
        class="editor-view-picture"
        src={view.image}
        alt=""
        loading="lazy"
        decoding="async"
        referrerPolicy="no-referrer"
      />
      {rows.length > 0 && (
        <ChoiceField
          label={texts.editorViewFrom}
          value={view.row ?? ''}
          options={[
            ['', texts.editorViewWhole],
            ...rows.map((row) => [row.label, texts.editorRowGroup({ row: row.name ?? row.label })] as const),
          ]}
          onCommit={(row) => onChange({ row })}
        />
      )}
      <TextField
        label={texts.editorViewImage}
        value={view.image}
        most={2_000}
        pattern={ADDRESS}
        onCommit={(image) => image !== '' && onChange({ image })}
      />
      <TextField
        label={texts.editorViewAlt}
        value={view.alt}
        most={200}
        onCommit={(alt) => alt !== '' && onChange({ alt })}
      />
      <EditorButton onClick={onRemove}>{texts.editorViewRemove}</EditorButton>
    </>
  );
}
