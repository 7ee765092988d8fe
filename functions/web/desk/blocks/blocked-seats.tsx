/** House seats: painted on the map or in the list, blocked and released together. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import * as t from '../../texts/of-desk.ts';
import { askDesk, type DeskAnswer, type DeskProblem } from '../desk-api.ts';
import { type OwnEvent, useOwnSale } from '../own-sale.ts';
import { DeskHeading } from '../navigation.tsx';
import { ProblemNotice } from '../parts-of-desk.tsx';
import type { BlockView } from './block-changes.ts';
import { BlockPainter } from './block-painter.tsx';

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

export function BlockedSeats({ own, onChanged }: { own: OwnEvent; onChanged: () => void }): JSX.Element {
  const { event } = own;
  const [round, setRound] = useState(0);
  const [blocks, setBlocks] = useState<readonly BlockView[]>();
  const [problem, setProblem] = useState<DeskProblem>();
  const seats = useOwnSale(own, round);
  useEffect(() => {
    let isGone = false;
    setBlocks(undefined);
    void allBlocks(event.id).then((answer) => {
      if (isGone) return;
      setProblem(answer.ok ? undefined : answer.problem);
      if (answer.ok) setBlocks(answer.body);
    });
    return () => {
      isGone = true;
    };
  }, [event.id, round]);
  const sale = seats && 'sale' in seats ? seats.sale : undefined;
  return (
    <>
      <DeskHeading text={t.deskBlockSeats} />
      <p class="lead">{t.deskBlockLead}</p>
      {event.status === 'cancelled' && <p class="notice">{t.deskIsCancelled}</p>}
      <ProblemNotice problem={problem ?? (seats && 'problem' in seats ? seats.problem : undefined)} />
      {(!sale || !blocks) && !problem && <p class="loading">{t.loading}</p>}
      {sale && blocks && (
        <BlockPainter
          sale={sale}
          blocks={blocks}
          onChanged={() => {
            setRound((before) => before + 1);
            onChanged();
          }}
        />
      )}
    </>
  );
}
