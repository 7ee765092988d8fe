/** The picker's map and list, in which a seat that is pointed at is blocked or released; and what is about to be done. */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { seatLabelled } from '../../picker/hall/seat-hall.ts';
import { newKey } from '../../picker/hall/new-key.ts';
import { OpenSections } from '../../picker/list/open-sections.tsx';
import { useSale } from '../../picker/list/use-sale.ts';
import { MapView } from '../../picker/map/map-view.tsx';
import { huesOf } from '../../picker/map/palette.ts';
import type { SeatSale } from '../../picker/seat-sale.ts';
import * as t from '../../texts/of-desk.ts';
import { askDesk, type DeskProblem } from '../desk-api.ts';
import { ProblemNotice } from '../parts-of-desk.tsx';
import { BlockList, PaintRows } from './block-parts.tsx';
import { BlockPainting } from './block-painting.ts';
import { type BlockChange, blockChanges, type BlockView } from './block-changes.ts';

export interface BlockPainterProps {
  sale: SeatSale;
  blocks: readonly BlockView[];
  /** Asks which there are by now. */
  onAskAgain: () => Promise<void>;
  onChanged: (done: { block: number; release: number }) => void;
}

export function BlockPainter({ sale, blocks, onAskAgain, onChanged }: BlockPainterProps): JSX.Element {
  const [painting] = useState(() => new BlockPainting(sale, blocks));
  useSale(sale, 'chosen', 'said');
  const [note, setNote] = useState('');
  const [problem, setProblem] = useState<DeskProblem>();
  const [isBusy, setBusy] = useState(false);
  /** Of what was asked and not answered: asked again by the same key. */
  const keys = useRef(new Map<string, string>());
  useEffect(
    () =>
      sale.onChange((change) => {
        if (change === 'seats') painting.dropSold();
        // Somebody else has changed it, and it was loaded anew.
        if (change === 'event') painting.liftLimit();
      }),
    [sale],
  );
  useEffect(() => painting.know(blocks), [blocks]);
  const { seats, wishes } = sale.choice.chosen;
  const changes = blockChanges(blocks, seats, painting.toRelease, wishes);
  const save = async (): Promise<void> => {
    const done = { block: wanted(seats, wishes), release: painting.toRelease.size };
    setBusy(true);
    painting.isSaving = true;
    setProblem(undefined);
    for (const change of changes) {
      const name = JSON.stringify([change, note, painting.takesHeld]);
      const key = keys.current.get(name) ?? newKey();
      keys.current.set(name, key);
      const refused = await send(sale.eventId, change, { note: note.trim(), takeHeld: painting.takesHeld, key });
      if (!refused) continue;
      // Some of it may be done, and somebody else may have been faster.
      await onAskAgain();
      setBusy(false);
      painting.isSaving = false;
      return setProblem({
        ...refused,
        ...(refused.seats && { seats: refused.seats.map((label) => painting.words(label)) }),
      });
    }
    setBusy(false);
    sale.choice.clear();
    onChanged(done);
  };
  return (
    <>
      <h2 class="visually-hidden">{t.deskSeats}</h2>
      <div class="picker" data-hues={huesOf(sale.hall.categories.length).length}>
        <div class="seats-list">
          <PaintRows sale={sale} onPaint={(section, row) => painting.paint(section, row)} />
          <Brush painting={painting} />
          <OpenSections sale={sale} />
        </div>
        <MapView sale={sale} />
        <ChangesForm
          sale={sale}
          painting={painting}
          changes={changes.length}
          note={note}
          onNote={setNote}
          problem={problem}
          isBusy={isBusy}
          onSave={() => void save()}
        />
      </div>
      <BlockList sale={sale} blocks={blocks} onRelease={(labels) => paintAll(painting, sale, labels)} />
    </>
  );
}

/** Else a hand moves the map. */
function Brush({ painting }: { painting: BlockPainting }): JSX.Element {
  return (
    <label class="seats-check">
      <input type="checkbox" onChange={({ currentTarget }) => painting.brush(currentTarget.checked)} />
      <span>{t.deskBrush}</span>
    </label>
  );
}

interface ChangesFormProps {
  sale: SeatSale;
  painting: BlockPainting;
  /** How many. */
  changes: number;
  note: string;
  onNote: (note: string) => void;
  problem: DeskProblem | undefined;
  isBusy: boolean;
  onSave: () => void;
}

/** What is about to be done. */
function ChangesForm(props: ChangesFormProps): JSX.Element {
  const { sale, painting, changes, note, onNote, problem, isBusy, onSave } = props;
  const { seats, wishes } = sale.choice.chosen;
  return (
    <section class="seats-basket" aria-labelledby="desk-changes">
      <h3 id="desk-changes">{t.deskChanges}</h3>
      <p>
        {changes === 0
          ? t.deskNoChanges
          : t.deskChangesText({ block: wanted(seats, wishes), release: painting.toRelease.size })}
      </p>
      <div class="field">
        <label for="block-note">{t.deskNote}</label>
        <input
          id="block-note"
          type="text"
          maxLength={200}
          autocomplete="off"
          value={note}
          onInput={({ currentTarget }) => onNote(currentTarget.value)}
        />
      </div>
      <label class="tick">
        <input
          type="checkbox"
          checked={painting.takesHeld}
          onChange={({ currentTarget }) => {
            painting.takesHeld = currentTarget.checked;
          }}
        />
        <span>{t.deskTakeHeld}</span>
      </label>
      <ProblemNotice problem={problem} />
      <button
        type="button"
        class="button"
        aria-busy={isBusy}
        aria-disabled={changes === 0 ? 'true' : undefined}
        onClick={() => changes > 0 && !isBusy && onSave()}
      >
        {t.deskDoChanges}
      </button>
      <p role="status" class="seats-status">
        {sale.said.status}
      </p>
      <p role="alert" class="seats-alert">
        {sale.said.alert}
      </p>
    </section>
  );
}

/** How many places are to be blocked. */
function wanted(seats: readonly string[], wishes: readonly { quantity: number }[]): number {
  return seats.length + wishes.reduce((sum, { quantity }) => sum + quantity, 0);
}

function paintAll(painting: BlockPainting, sale: SeatSale, labels: readonly string[]): void {
  for (const label of labels) {
    const seat = seatLabelled(sale.hall, label);
    if (seat && !painting.toRelease.has(label)) painting.toggle(seat);
  }
}

interface Sending {
  note: string;
  takeHeld: boolean;
  key: string;
}

/** @returns why it was not done */
async function send(
  eventId: string,
  change: BlockChange,
  { note, takeHeld, key }: Sending,
): Promise<DeskProblem | undefined> {
  const path = `/v1/events/${eventId}/blocks`;
  if (change.kind === 'release') {
    const seats = change.seats.join(',');
    const answer = await askDesk(`${path}/${change.blockId}?seats=${seats}`, { method: 'DELETE' });
    return answer.ok || answer.problem.code === 'block_not_found' ? undefined : answer.problem;
  }
  const { kind: _kind, ...what } = change;
  const body = {
    ...what,
    ...(note !== '' && { note }),
    ...(change.kind === 'block' && takeHeld && { takeHeld }),
  };
  const answer = await askDesk(path, { method: 'POST', body, key });
  return answer.ok ? undefined : answer.problem;
}
