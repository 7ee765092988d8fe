/** The hall: a ready one, one that is made by counting, or one from a file; its sections by name and price; and how it looks. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Chart } from '../../../../shared/event/chart.ts';
import { placesIn } from '../../../../shared/plan/seat-numbers.ts';
import * as t from '../../../texts/of-desk.ts';
import type { DraftHall, HallSource } from '../event-draft.ts';
import { CountedSections } from './counted-sections.tsx';
import { deskLanguage, loadedLater } from '../../parts-of-desk.tsx';
import { DraftInput, type DraftForm } from '../draft-inputs.tsx';
import { chartOfHall, readyHall, READY_IDS, seatsInChart } from '../hall-choices.ts';
import { FormerHalls } from './former-halls.tsx';
import { inputId } from '../field-words.ts';

/** It brings the map of buyers along. */
const HallPicture = loadedLater(async () => (await import('./hall-picture.tsx')).HallPicture);

const NAMES: Readonly<Record<HallSource, string>> = {
  theatre: t.deskHallTheatre,
  club: t.deskHallClub,
  arena: t.deskHallArena,
  cinema: t.deskHallCinema,
  tables: t.deskHallTables,
  counted: t.deskHallCounted,
  imported: t.deskHallImported,
  former: t.deskHallFormer,
  own: t.deskHallOwn,
};

export function ChooseHall({ form }: { form: DraftForm }): JSX.Element {
  const { draft, change } = form;
  const { hall } = draft;
  const [said, setSaid] = useState<Said>();
  const choose = (source: HallSource): void => {
    setSaid(undefined);
    if (READY_IDS.includes(source)) change(readyHall(source, draft.prices));
    else if (source === 'counted') change(countedHall(form));
    else change({ hall: { ...hall, source } });
  };
  const take = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    const { importedHall } = await import('./imported-hall.ts');
    const outcome = await importedHall(file, { currency: draft.currency, language: deskLanguage });
    if ('fault' in outcome)
      return setSaid({
        text: t.deskImportFault,
        list: outcome.fault === '' ? [t.deskImportTooLarge] : [outcome.fault],
        isBad: true,
      });
    const { dropped, ...made } = outcome;
    change(made);
    const count = made.hall.chart ? seatsInChart(made.hall.chart) : 0;
    const text = t.deskImported({ count, sections: made.hall.chart?.sections.length ?? 0 });
    setSaid({ text: dropped.length > 0 ? `${text} ${t.deskImportDropped}` : text, list: dropped, isBad: false });
  };
  const sources: HallSource[] = [
    ...READY_IDS,
    'counted',
    'imported',
    'former',
    ...(hall.source === 'own' ? (['own'] as const) : []),
  ];
  const chart = chartOfHall(hall);
  return (
    <>
      <DraftInput form={form} field="hall" label={t.deskHallChoice} hint={t.deskHallHint}>
        {(shared) => (
          <select {...shared} onChange={({ currentTarget }) => choose(currentTarget.value as HallSource)}>
            {sources.map((source) => (
              <option key={source} value={source} selected={source === hall.source}>
                {NAMES[source]}
              </option>
            ))}
          </select>
        )}
      </DraftInput>
      {hall.source === 'imported' && <ImportField onFile={(file) => void take(file)} />}
      {hall.source === 'former' && <FormerHalls onTake={change} />}
      {said && <ImportSaid said={said} />}
      {hall.source === 'counted' ? <CountedSections form={form} /> : <OwnSections form={form} hall={hall} />}
      {form.onDraw && <DrawButton onDraw={form.onDraw} />}
      {chart && (
        <>
          <p class="strong">{t.deskSeatsTotal({ count: seatsInChart(chart) })}</p>
          <HallPicture draft={draft} chart={chart} />
        </>
      )}
    </>
  );
}

/** To the editor, and back with what was drawn. */
function DrawButton({ onDraw }: { onDraw: () => void }): JSX.Element {
  return (
    <p class="actions">
      <button type="button" class="button quiet" onClick={onDraw}>
        {t.deskDraw}
      </button>
      <span class="small">{t.deskDrawHint}</span>
    </p>
  );
}

/** What became of a file. */
interface Said {
  text: string;
  list: readonly string[];
  isBad: boolean;
}

function ImportField({ onFile }: { onFile: (file: File | undefined) => void }): JSX.Element {
  return (
    <div class="field">
      <label for={inputId('file')}>{t.deskImportFile}</label>
      <input
        id={inputId('file')}
        type="file"
        accept=".json,.csv,.txt,application/json,text/csv"
        aria-describedby={`${inputId('file')}-hint`}
        onChange={({ currentTarget }) => onFile(currentTarget.files?.[0])}
      />
      <p class="small" id={`${inputId('file')}-hint`}>
        {t.deskImportHint}
      </p>
    </div>
  );
}

function ImportSaid({ said }: { said: Said }): JSX.Element {
  return (
    <div class={`notice ${said.isBad ? 'bad' : 'good'}`} role={said.isBad ? 'alert' : 'status'}>
      <p>{said.text}</p>
      {said.list.length > 0 && (
        <ul class="desk-list">
          {said.list.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** One section to begin with, of the first category. */
function countedHall({ draft }: DraftForm): Pick<typeof draft, 'hall' | 'prices'> {
  const [first = { id: 'A', name: t.deskAllSeats, price: '' }] = draft.prices;
  const section = { name: t.deskAllSeats, kind: 'seated', rows: '10', seats: '20', category: first.id } as const;
  const counted = draft.hall.counted.length > 0 ? draft.hall.counted : [section];
  return { hall: { source: 'counted', counted, chart: undefined, plan: null }, prices: [first] };
}

type Section = Chart['sections'][number];

/** Sections of a hall that is there: their names and prices. Their seats are edited where the hall is drawn. */
function OwnSections({ form, hall }: { form: DraftForm; hall: DraftHall }): JSX.Element | null {
  const { draft, change, locked } = form;
  const { chart } = hall;
  if (!chart) return null;
  const replace = (index: number, changes: Partial<Pick<Section, 'name' | 'priceCategory'>>): void =>
    change({
      hall: {
        ...hall,
        chart: { sections: chart.sections.map((one, at) => (at === index ? { ...one, ...changes } : one)) },
      },
    });
  if (chart.sections.length > MOST_LISTED)
    return <p class="small">{t.deskManySections({ count: chart.sections.length })}</p>;
  return (
    <div class="desk-scroll" tabIndex={0} role="region" aria-label={t.sectionsHeading}>
      <table class="desk-table">
        <caption class="visually-hidden">{t.sectionsHeading}</caption>
        <thead>
          <tr>
            <th scope="col">{t.section}</th>
            <th scope="col" class="amount">
              {t.deskSeats}
            </th>
            <th scope="col">{t.deskCategory}</th>
          </tr>
        </thead>
        <tbody>
          {chart.sections.map((section, index) => (
            <tr key={section.id}>
              <td>
                <input
                  type="text"
                  aria-label={t.deskSectionName({ id: section.id })}
                  maxLength={80}
                  value={section.name}
                  disabled={locked.has('hall')}
                  onInput={({ currentTarget }) => replace(index, { name: currentTarget.value })}
                />
              </td>
              <td class="amount">{placesIn(section)}</td>
              <td>
                <select
                  aria-label={t.deskSectionPrice({ name: section.name })}
                  disabled={locked.has('hall')}
                  onChange={({ currentTarget }) => replace(index, { priceCategory: currentTarget.value })}
                >
                  {draft.prices.map(({ id, name }) => (
                    <option key={id} value={id} selected={id === section.priceCategory}>
                      {name || id}
                    </option>
                  ))}
                </select>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** More are not to be edited one by one. */
const MOST_LISTED = 60;
