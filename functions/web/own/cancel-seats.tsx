/** Cancelling seats of an order: which, whether for good, and what became of it. */
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { KeptOrderView } from '../asking/views.ts';
import * as t from '../texts/of-page.ts';
import { ownRefusalText } from './own-refusals.ts';
import { askOwn } from './own-requests.ts';
import { itemText } from './seat-lines.ts';

/** What book answers: the order without its event. */
type CancelledOrder = Omit<KeptOrderView, 'event'>;

interface CancelProps {
  order: KeptOrderView;
  onDone: (order: CancelledOrder, count: number) => void;
}

export function CancelSeats({ order, onDone }: CancelProps) {
  const kept = order.items.filter(({ status }) => status !== 'cancelled');
  const [ticked, setTicked] = useState<readonly string[]>([]);
  const [isSure, setSure] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [said, setSaid] = useState('');
  const id = useId();
  // One that was cancelled elsewhere meanwhile is no longer there to be ticked.
  const chosen = kept.filter(({ seat }) => ticked.includes(seat));

  const cancel = async (): Promise<void> => {
    setSure(false);
    setBusy(true);
    setSaid('');
    const answer = await askOwn<CancelledOrder>(`/v1/events/${order.eventId}/orders/${order.id}/cancel`, {
      method: 'POST',
      // By their names: an order that is done twice, from two tabs, cancels no more than was chosen.
      body: { seats: chosen.map(({ seat }) => seat) },
    });
    setBusy(false);
    if ('refusal' in answer) return setSaid(ownRefusalText(answer.refusal, order.event.timeZone));
    setTicked([]);
    onDone(answer.value, chosen.length);
  };

  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (isBusy) return;
        setSaid(chosen.length === 0 ? t.orderCancelNone : '');
        setSure(chosen.length > 0);
      }}
    >
      {said !== '' && (
        <p class="notice bad" role="alert">
          {said}
        </p>
      )}
      <fieldset class="ticks">
        <legend>{t.orderCancelWhich}</legend>
        {kept.length > 1 && (
          <label class="tick">
            <input
              type="checkbox"
              checked={chosen.length === kept.length}
              onChange={({ currentTarget }) => setTicked(currentTarget.checked ? kept.map(({ seat }) => seat) : [])}
            />
            <span>{t.orderCancelAll}</span>
          </label>
        )}
        {kept.map((item) => (
          <label class="tick" key={item.seat} for={`${id}-${item.seat}`}>
            <input
              type="checkbox"
              id={`${id}-${item.seat}`}
              checked={ticked.includes(item.seat)}
              onChange={({ currentTarget }) =>
                setTicked(currentTarget.checked ? [...ticked, item.seat] : ticked.filter((seat) => seat !== item.seat))
              }
            />
            <span>{itemText(item)}</span>
          </label>
        ))}
      </fieldset>
      <button type="submit" class="button quiet" aria-busy={isBusy}>
        {t.orderCancelGo({ count: chosen.length })}
      </button>
      {isSure && <Sure seats={chosen.map(itemText)} onYes={() => void cancel()} onNo={() => setSure(false)} />}
    </form>
  );
}

/** Asked once more, for seats that were cancelled may be somebody else's a moment later. */
function Sure({ seats, onYes, onNo }: { seats: readonly string[]; onYes: () => void; onNo: () => void }) {
  const place = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => place.current?.showModal(), []);
  const count = seats.length;
  return (
    <dialog class="sure" ref={place} aria-labelledby={id} onClose={onNo}>
      <h2 id={id}>{t.orderCancelSure}</h2>
      <p>{t.orderCancelSureText({ count, seats: seats.join('; ') })}</p>
      <div class="actions">
        <button type="button" class="button quiet" autoFocus onClick={() => place.current?.close()}>
          {t.orderCancelKeep({ count })}
        </button>
        <button type="button" class="button" onClick={onYes}>
          {t.orderCancelYes({ count })}
        </button>
      </div>
    </dialog>
  );
}
