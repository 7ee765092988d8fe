/** How long seats are kept: written, told at five and two minutes, and asked about at one. */
import type { JSX } from 'preact';
import { useEffect, useReducer, useRef, useState } from 'preact/hooks';
import { dateText } from '../../texts/formats.ts';
import * as texts from '../../texts/of-page.ts';
import { pageLanguage } from '../list/price.ts';
import { firstEnd } from '../hall/seats-on-hold.ts';
import type { SeatSale } from '../seat-sale.ts';
import type { CheckoutFlow } from './flow.ts';
import { type ClockPhase, minutesLeft, nextTickMs, phaseAt } from './hold-clock.ts';

/** Milliseconds until the first hold ends; renders anew when something else is to be shown. */
export function useTimeLeft(sale: SeatSale, onOver: () => void): number {
  const [, tick] = useReducer((count: number) => count + 1, 0);
  const endsAt = firstEnd(sale.holds);
  const left = endsAt - sale.now();
  useEffect(() => {
    if (endsAt === Infinity) return undefined;
    // A tab may sleep between what it shows and this.
    const rest = endsAt - sale.now();
    if (rest <= 0) {
      onOver();
      return undefined;
    }
    const isLate = minutesLeft(rest) !== minutesLeft(left);
    const timer = setTimeout(() => tick(undefined), isLate ? 0 : Math.min(nextTickMs(rest), 60_000));
    // A timer sleeps with its tab.
    const look = (): void => tick(undefined);
    document.addEventListener('visibilitychange', look);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', look);
    };
  });
  return left;
}

interface TimerProps {
  sale: SeatSale;
  flow: CheckoutFlow;
}

export function HoldTimer({ sale, flow }: TimerProps): JSX.Element | null {
  const left = useTimeLeft(sale, () => void flow.expire());
  const phase = phaseAt(left);
  const [told, setTold] = useState('');
  const lastPhase = useRef<ClockPhase>(phase);
  useEffect(() => {
    if (phase === lastPhase.current) return;
    lastPhase.current = phase;
    if (phase === 'five' || phase === 'two') setTold(texts.checkoutMinutesLeft({ minutes: minutesLeft(left) }));
  });
  const endsAt = firstEnd(sale.holds);
  if (endsAt === Infinity) return null;
  const time = dateText(pageLanguage(), new Date(endsAt - sale.aheadMs), 'time');
  return (
    <>
      <p class="checkout-timer" role="timer">
        {texts.checkoutKeptUntil({ time, minutes: minutesLeft(left) })}
      </p>
      <p class="visually-hidden" role="status">
        {told}
      </p>
      {phase === 'one' && flow.step !== 'ordering' && (
        <ExpiryDialog flow={flow} sale={sale} seconds={Math.ceil(left / 1000)} onTold={setTold} />
      )}
    </>
  );
}

interface DialogProps extends TimerProps {
  seconds: number;
  onTold: (text: string) => void;
}

/** At one minute. Shown once a hold's time: who closes it is not asked again before that begins anew. */
function ExpiryDialog({ flow, sale, seconds, onTold }: DialogProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const [fault, setFault] = useState('');
  // Said once, with the question: a figure that is another every second is not read out.
  const [asked] = useState(seconds);
  useEffect(() => {
    const shown = dialog.current;
    if (!shown?.open) shown?.showModal();
    // What had the focus has it again, unless the dialog is gone while it is open: nothing behind it takes any until then.
    return () => shown?.close();
  }, []);
  const longer = async (): Promise<void> => {
    const isDone = await flow.extend();
    if (!isDone) return setFault(texts.checkoutLongerNot);
    onTold(
      texts.checkoutLongerDone({
        time: dateText(pageLanguage(), new Date(firstEnd(sale.holds) - sale.aheadMs), 'time'),
      }),
    );
  };
  return (
    <dialog
      ref={dialog}
      class="checkout-dialog"
      aria-labelledby="checkout-longer-title"
      aria-describedby="checkout-longer-text"
    >
      <h2 id="checkout-longer-title">{texts.checkoutLongerTitle}</h2>
      <p aria-hidden="true">{texts.checkoutLongerText({ seconds })}</p>
      <p id="checkout-longer-text" class="visually-hidden">
        {texts.checkoutLongerText({ seconds: asked })}
      </p>
      {fault !== '' && <p role="alert">{fault}</p>}
      <div class="actions">
        <button type="button" class="button" autofocus onClick={() => void longer()}>
          {texts.checkoutLonger}
        </button>
        <button type="button" class="button quiet" onClick={() => void flow.release()}>
          {texts.checkoutLetGo}
        </button>
      </div>
    </dialog>
  );
}
