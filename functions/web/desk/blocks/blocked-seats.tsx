/** House seats: painted on the map or in the list, blocked and released together. */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { SeatSale } from '../../picker/seat-sale.ts';
import * as t from '../../texts/of-desk.ts';
import { askDesk, type DeskAnswer, type DeskProblem } from '../desk-api.ts';
import { type OwnEvent, useOwnSale } from '../own-sale.ts';
import { DeskHeading } from '../navigation.tsx';
import { ProblemNotice } from '../parts-of-desk.tsx';
import type { BlockView } from './block-changes.ts';
import { BlockPainter } from './block-painter.tsx';

/** So long after seats changed, once for all that do meanwhile. */
const ASK_MS = 1_000;

interface BlockPage {
  items: readonly BlockView[];
  next: string | null;
}

/** All of them: what is blocked is drawn. */
async function allBlocks(eventId: string): Promise<DeskAnswer<readonly BlockView[]>> {
  const all: BlockView[] = [];
  for (let cursor = ''; ;) {
    const more = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const answer = await askDesk<BlockPage>(`/v1/events/${eventId}/blocks?limit=100${more}`);
    if (!answer.ok) return answer;
    all.push(...answer.body.items);
    if (answer.body.next === null) return { ok: true, body: all, etag: undefined };
    cursor = answer.body.next;
  }
}

/** The blocks of an event, asked for again when its seats change: somebody else may block some, too. @param round another one begins anew */
function useBlocks(eventId: string, round: number, sale: SeatSale | undefined) {
  const [blocks, setBlocks] = useState<readonly BlockView[]>();
  const [problem, setProblem] = useState<DeskProblem>();
  const latest = useRef(0);
  const ask = async (): Promise<void> => {
    const own = ++latest.current;
    const answer = await allBlocks(eventId);
    // What was asked for before does not come in the place of what was asked for since.
    if (own !== latest.current) return;
    setProblem(answer.ok ? undefined : answer.problem);
    if (answer.ok) setBlocks(answer.body);
  };
  useEffect(() => {
    setBlocks(undefined);
    void ask();
    return () => void latest.current++;
  }, [eventId, round]);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ends = sale?.onChange((change) => {
      if (change !== 'seats') return;
      timer ??= setTimeout(() => {
        timer = undefined;
        void ask();
      }, ASK_MS);
    });
    return () => {
      clearTimeout(timer);
      ends?.();
    };
  }, [sale]);
  return { blocks, problem, ask };
}

export function BlockedSeats({ own, onChanged }: { own: OwnEvent; onChanged: () => void }): JSX.Element {
  const { event } = own;
  const [round, setRound] = useState(0);
  const [done, setDone] = useState<{ block: number; release: number }>();
  const seats = useOwnSale(own, round);
  const sale = seats && 'sale' in seats ? seats.sale : undefined;
  const { blocks, problem, ask } = useBlocks(event.id, round, sale);
  return (
    <>
      <DeskHeading text={t.deskBlockSeats} />
      <p class="lead">{t.deskBlockLead}</p>
      {event.status === 'cancelled' && <p class="notice">{t.deskIsCancelled}</p>}
      <p class={done ? 'notice good' : ''} role="status">
        {done && t.deskBlocksDone(done)}
      </p>
      <ProblemNotice problem={problem ?? (seats && 'problem' in seats ? seats.problem : undefined)} />
      {(!sale || !blocks) && !problem && <p class="loading">{t.loading}</p>}
      {sale && blocks && (
        <BlockPainter
          sale={sale}
          blocks={blocks}
          onAskAgain={ask}
          onChanged={(changes) => {
            setDone(changes);
            setRound((before) => before + 1);
            onChanged();
          }}
        />
      )}
    </>
  );
}
