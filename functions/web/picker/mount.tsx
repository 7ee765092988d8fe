/** Puts the picker into a page: how many, sections, seats, map, basket, in this order for keyboards; the map beside the list where there is room. */
import { type JSX, render } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import * as texts from '../texts/of-page.ts';
import { Basket, BasketBar } from './list/choosing/basket-place.tsx';
import { choosingScript, prepareChoosing } from './list/choosing/choosing-later.ts';
import { useLoadingSale } from './list/loading-sale.tsx';
import { OpenSections } from './list/open-sections.tsx';
import { useSale } from './list/use-sale.ts';
import { BestAvailable, Filters } from './list/wishes.tsx';
import { MapView } from './map/map-view.tsx';
import { huesOf } from './map/palette.ts';
import type { SeatSale } from './seat-sale.ts';

export interface PickerOptions {
  eventId: string;
  /** What follows the choice. */
  onContinue: (sale: SeatSale) => void;
}

/** Takes the place of what the server has written into an element. */
export function mountPicker(root: HTMLElement, options: PickerOptions): { destroy(): void } {
  const shown = document.createElement('div');
  root.replaceChildren(shown);
  render(<Picker {...options} />, shown);
  return { destroy: () => render(null, shown) };
}

function Picker({ eventId, onContinue }: PickerOptions): JSX.Element {
  const { sale, waiting, isRetried } = useLoadingSale(eventId, texts.seatsLoading);
  if (!sale) return waiting;
  return (
    <>
      <ChooseSeats sale={sale} onContinue={() => onContinue(sale)} isAwaited={isRetried} />
      <BasketBar sale={sale} />
    </>
  );
}

interface ChooseSeatsProps {
  sale: SeatSale;
  onContinue: () => void;
  /** Whether somebody has just asked for it, whose focus is to go on here. */
  isAwaited?: boolean;
}

/** The picker itself, of a sale that is loaded. */
export function ChooseSeats({ sale, onContinue, isAwaited = false }: ChooseSeatsProps): JSX.Element {
  const first = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    if (isAwaited) first.current?.focus();
  }, []);
  useEffect(() => {
    sale.follow();
    const look = (): void => {
      if (sale.lostSeats().length > 0)
        choosingScript()
          .then(({ dropLost }) => dropLost(sale))
          .catch(() => undefined);
    };
    const unlisten = sale.onChange((change) => {
      if (change === 'seats') look();
    });
    look();
    return () => {
      unlisten();
      sale.unfollow();
    };
  }, [sale]);
  return (
    <div
      class="picker"
      data-hues={huesOf(sale.hall.categories.length).length}
      onPointerOver={prepareChoosing}
      onFocusCapture={prepareChoosing}
    >
      <div class="seats-list">
        <a class="seats-skip" href="#basket" ref={first} onClick={skipToBasket}>
          {texts.seatsSkipToBasket}
        </a>
        <BestAvailable sale={sale} />
        <Filters sale={sale} />
        <OpenSections sale={sale} />
      </div>
      <MapView sale={sale} />
      <Basket sale={sale} onContinue={onContinue} />
      <Live sale={sale} />
    </div>
  );
}

/** In a shadow root no address leads to it. */
function skipToBasket(event: JSX.TargetedMouseEvent<HTMLAnchorElement>): void {
  event.preventDefault();
  const root = event.currentTarget.getRootNode() as Document | ShadowRoot;
  root.getElementById('basket')?.focus();
}

/** What is told: one's own doing politely, what happens to one's own seats at once; nothing of others' seats. */
function Live({ sale }: { sale: SeatSale }): JSX.Element {
  useSale(sale, 'said', 'event');
  const { liveness, said, isCancelled } = sale;
  const words =
    liveness === 'stale'
      ? texts.liveStale
      : liveness === 'over' && !isCancelled
        ? texts.liveOver
        : liveness === 'connecting'
          ? texts.liveConnecting
          : '';
  return (
    <div class="seats-live">
      <p role="status" class="seats-status">
        {said.status}
      </p>
      <p role="alert" class="seats-alert">
        {isCancelled ? texts.refusedCancelled : said.alert}
      </p>
      <p class="seats-liveness">{words}</p>
      <label class="seats-check">
        <input
          type="checkbox"
          checked={sale.isPaused}
          onChange={({ currentTarget }) => sale.pause(currentTarget.checked)}
        />
        {texts.livePause}
      </label>
    </div>
  );
}
