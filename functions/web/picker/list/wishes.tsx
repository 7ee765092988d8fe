/** The shortest way for everybody: so many seats, the best there are; and what of the hall is shown. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import * as texts from '../../texts/of-page.ts';
import {
  categoriesOf,
  type Hall,
  type HallCategory,
  RESTRICTED,
  categoriesWithSeats,
  WHEELCHAIR,
} from '../hall/seat-hall.ts';
import type { SeatSale } from '../seat-sale.ts';
import { whenChoosing } from './choosing/choosing-later.ts';
import { useGrowing } from './growing.ts';
import { useFigure } from './live-figures.ts';
import { leastPrice, nameBeside, price } from './price.ts';
import { sectionsLeft, useSale, useSaleValue } from './use-sale.ts';

export function BestAvailable({ sale }: { sale: SeatSale }): JSX.Element | null {
  useSale(sale, 'event');
  useSaleValue(sale, sectionsLeft, 'seats');
  const [quantity, setQuantity] = useState(2);
  const [accessible, setAccessible] = useState(0);
  const [section, setSection] = useState('');
  const [category, setCategory] = useState('');
  const [restricted, setRestricted] = useState(false);
  const { hall, event } = sale;
  const open = hall.sections.filter(({ id }) => (sale.states.sections.get(id)?.free ?? 1) > 0);
  const chosen = open.find(({ id }) => id === section) ?? open[0];
  const grown = useGrowing(open.length);
  if (!chosen) return null;
  const hasWheelchairs = chosen.facts.some((facts) => (facts & WHEELCHAIR) !== 0);
  const hasRestricted = chosen.facts.some((facts) => (facts & RESTRICTED) !== 0);
  const prices = categoriesOf(hall, chosen);
  const priceCategory = prices.length > 1 ? prices.find(({ id }) => id === category)?.id : undefined;
  const most = event.limitPerOrder;
  return (
    <form
      class="seats-best"
      aria-labelledby="seats-best-heading"
      onSubmit={(submitted) => {
        submitted.preventDefault();
        const terms = {
          accessible: hasWheelchairs ? accessible : 0,
          restricted: hasRestricted && restricted,
          ...(priceCategory !== undefined && { priceCategory }),
        };
        whenChoosing(sale, ({ addBest }) => addBest(sale, chosen.id, quantity, terms));
      }}
    >
      <h3 id="seats-best-heading">{texts.bestHeading}</h3>
      <p class="seats-hint">{texts.bestHint}</p>
      <div class="seats-fields">
        <HowMany text={texts.bestQuantity} least={1} most={most} value={quantity} onChange={setQuantity} />
        {hasWheelchairs && (
          <HowMany text={texts.bestAccessible} least={0} most={quantity} value={accessible} onChange={setAccessible} />
        )}
        <label class="seats-field seats-where">
          <span>{texts.bestWhere}</span>
          <select value={chosen.id} onChange={({ currentTarget }) => setSection(currentTarget.value)}>
            {open.slice(0, Math.max(grown, chosen.at + 1)).map((one) => (
              <option key={one.id} value={one.id}>
                {texts.bestSection({ name: nameBeside(one.name), price: leastPrice(hall, one) })}
              </option>
            ))}
          </select>
        </label>
        <BestPrice hall={hall} prices={prices} value={priceCategory} onChange={setCategory} />
        {hasRestricted && <RestrictedToo isOn={restricted} onChange={setRestricted} />}
        <button type="submit" class="button">
          {texts.bestTake}
        </button>
      </div>
    </form>
  );
}

interface HowManyProps {
  text: string;
  least: number;
  most: number;
  value: number;
  onChange: (value: number) => void;
}

function HowMany({ text, least, most, value, onChange }: HowManyProps): JSX.Element {
  return (
    <label class="seats-field">
      <span>{text}</span>
      <input
        type="number"
        inputMode="numeric"
        min={least}
        max={most}
        required
        value={Number.isNaN(value) ? '' : value}
        // What is more or less than may be, the browser says when it is asked for.
        onInput={({ currentTarget }) => onChange(currentTarget.valueAsNumber)}
      />
    </label>
  );
}

interface BestPriceProps {
  hall: Hall;
  prices: readonly HallCategory[];
  value: string | undefined;
  onChange: (category: string) => void;
}

/** Of a section whose seats have several prices: only those of one. */
function BestPrice({ hall, prices, value = '', onChange }: BestPriceProps): JSX.Element | null {
  if (prices.length < 2) return null;
  return (
    <label class="seats-field">
      <span>{texts.bestPrice}</span>
      <select value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
        <option value="">{texts.bestAnyPrice}</option>
        {prices.map(({ id, name, priceCents }) => (
          <option key={id} value={id}>
            {`${name}, ${price(hall, priceCents)}`}
          </option>
        ))}
      </select>
    </label>
  );
}

function RestrictedToo({ isOn, onChange }: { isOn: boolean; onChange: (isOn: boolean) => void }): JSX.Element {
  return (
    <label class="seats-check">
      <input type="checkbox" checked={isOn} onChange={({ currentTarget }) => onChange(currentTarget.checked)} />
      {texts.bestRestricted}
    </label>
  );
}

export function Filters({ sale }: { sale: SeatSale }): JSX.Element | null {
  useSale(sale, 'filter', 'event');
  const { hall, filter } = sale;
  const prices = [...new Set(categoriesWithSeats(hall).map(({ priceCents }) => priceCents))].toSorted(
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
              <PriceUpTo key={cents} sale={sale} cents={cents} />
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

function PriceUpTo({ sale, cents }: { sale: SeatSale; cents: number }): JSX.Element {
  const text = useFigure<HTMLOptionElement>(sale, () =>
    texts.filterPriceFree({ price: price(sale.hall, cents), free: sale.freeUpTo(cents) }),
  );
  return <option value={cents} ref={text} />;
}
