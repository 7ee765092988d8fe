/** The shortest way for everybody: so many seats, the best there are; and what of the hall is shown. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import * as texts from '../../texts/of-page.ts';
import { WHEELCHAIR } from '../hall/seat-hall.ts';
import type { SeatSale } from '../seat-sale.ts';
import { wishSeats } from './choosing.ts';
import { price } from './seat-words.ts';
import { useSale } from './use-sale.ts';

export function BestAvailable({ sale }: { sale: SeatSale }): JSX.Element | null {
  useSale(sale, 'seats', 'event');
  const [quantity, setQuantity] = useState(2);
  const [accessible, setAccessible] = useState(0);
  const [section, setSection] = useState('');
  const { hall, event } = sale;
  const open = hall.sections.filter(({ id }) => (sale.states.sections.get(id)?.free ?? 1) > 0);
  const chosen = open.find(({ id }) => id === section) ?? open[0];
  if (!chosen) return null;
  const hasWheelchairs = chosen.facts.some((facts) => (facts & WHEELCHAIR) !== 0);
  const most = event.limitPerOrder;
  return (
    <form
      class="seats-best"
      aria-labelledby="seats-best-heading"
      onSubmit={(submitted) => {
        submitted.preventDefault();
        wishSeats(sale, chosen.id, quantity, hasWheelchairs ? accessible : 0);
      }}
    >
      <h3 id="seats-best-heading">{texts.bestHeading}</h3>
      <p class="seats-hint">{texts.bestHint}</p>
      <div class="seats-fields">
        <label class="seats-field">
          <span>{texts.bestQuantity}</span>
          <input
            type="number"
            inputMode="numeric"
            min={1}
            max={most}
            required
            value={quantity}
            onInput={({ currentTarget }) => setQuantity(Math.min(most, Math.max(1, currentTarget.valueAsNumber || 1)))}
          />
        </label>
        <label class="seats-field">
          <span>{texts.bestWhere}</span>
          <select value={chosen.id} onChange={({ currentTarget }) => setSection(currentTarget.value)}>
            {open.map((one) => (
              <option key={one.id} value={one.id}>
                {texts.bestSection({ name: one.name, price: price(hall, one.fromCents) })}
              </option>
            ))}
          </select>
        </label>
        {hasWheelchairs && (
          <label class="seats-field">
            <span>{texts.bestAccessible}</span>
            <input
              type="number"
              inputMode="numeric"
              min={0}
              max={quantity}
              value={accessible}
              onInput={({ currentTarget }) =>
                setAccessible(Math.min(quantity, Math.max(0, currentTarget.valueAsNumber || 0)))
              }
            />
          </label>
        )}
        <button type="submit" class="button">
          {texts.bestTake}
        </button>
      </div>
    </form>
  );
}

export function Filters({ sale }: { sale: SeatSale }): JSX.Element | null {
  useSale(sale, 'filter', 'event');
  const { hall, filter } = sale;
  const prices = [...new Set(hall.categories.map(({ priceCents }) => priceCents))].toSorted(
    (one, other) => one - other,
  );
  const hasWheelchairs = hall.sections.some(({ facts }) => facts.some((fact) => (fact & WHEELCHAIR) !== 0));
  if (prices.length < 2 && !hasWheelchairs) return null;
  const set = (change: Partial<SeatSale['filter']>): void => {
    sale.filter = { ...sale.filter, ...change };
    sale.tell('filter');
  };
  return (
    <fieldset class="seats-filters">
      <legend>{texts.filterHeading}</legend>
      {prices.length > 1 && (
        <label class="seats-field">
          <span>{texts.filterPrice}</span>
          <select
            value={String(filter.mostCents ?? '')}
            onChange={({ currentTarget: { value } }) => set({ mostCents: value === '' ? undefined : Number(value) })}
          >
            <option value="">{texts.filterAnyPrice}</option>
            {prices.map((cents) => (
              <option key={cents} value={cents}>
                {price(hall, cents)}
              </option>
            ))}
          </select>
        </label>
      )}
      {hasWheelchairs && (
        <label class="seats-check">
          <input
            type="checkbox"
            checked={filter.accessible}
            onChange={({ currentTarget }) => set({ accessible: currentTarget.checked })}
          />
          {texts.filterAccessible}
        </label>
      )}
    </fieldset>
  );
}
