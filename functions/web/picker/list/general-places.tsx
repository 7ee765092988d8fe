import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import * as texts from '../../texts/of-page.ts';
import type { GridProps } from './seat-grid.tsx';
import { useSale } from './use-sale.ts';

/** A section without seats of its own: how many. */
export function GeneralPlaces({
  sale,
  section,
  onWish,
  onLeave,
}: GridProps & { onWish: (quantity: number) => void }): JSX.Element {
  useSale(sale, 'seats', 'chosen', 'event');
  const quantity = sale.choice.wished(section.id);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  const free = sale.states.sections.get(section.id)?.free ?? 0;
  const most = Math.min(free + quantity, sale.event.limitPerOrder);
  return (
    <div
      class="seats-general"
      onKeyDown={(event) => {
        if (event.key === 'Escape') onLeave();
      }}
    >
      <p class="seats-hint">{texts.generalHint}</p>
      {/* Else it would be that of the first button. */}
      <label class="seats-field" for={`places-${section.id}`}>
        <span>{texts.generalQuantity({ name: section.name })}</span>
        <span class="seats-stepper">
          <button
            type="button"
            aria-label={texts.generalFewer}
            disabled={quantity <= 0}
            onClick={() => onWish(quantity - 1)}
          >
            −
          </button>
          <input
            id={`places-${section.id}`}
            ref={input}
            type="number"
            inputMode="numeric"
            min={0}
            max={most}
            value={quantity}
            onChange={({ currentTarget }) => {
              const wanted = Math.trunc(Number(currentTarget.value)) || 0;
              onWish(Math.max(0, wanted));
              currentTarget.value = String(sale.choice.wished(section.id));
            }}
          />
          <button
            type="button"
            aria-label={texts.generalMore}
            disabled={quantity >= most}
            onClick={() => onWish(quantity + 1)}
          >
            +
          </button>
        </span>
      </label>
    </div>
  );
}
