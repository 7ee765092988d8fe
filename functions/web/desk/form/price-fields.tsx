/** Price categories: what they are called, what they cost. */
import type { JSX } from 'preact';
import * as t from '../../texts/of-desk.ts';
import { deskLanguage } from '../parts-of-desk.tsx';
import type { DraftPrice } from './event-draft.ts';
import { DraftLine, DraftSelect, type DraftForm } from './draft-inputs.tsx';
import { categoriesInHall, newCategoryId } from './hall-choices.ts';

const MOST_CATEGORIES = 50;

export function PriceFields({ form, currencies }: { form: DraftForm; currencies: readonly string[] }): JSX.Element {
  const { draft, change } = form;
  const used = categoriesInHall(draft.hall);
  const replace = (index: number, changes: Partial<DraftPrice>): void =>
    change({ prices: draft.prices.map((price, at) => (at === index ? { ...price, ...changes } : price)) });
  return (
    <>
      <DraftSelect
        form={form}
        field="currency"
        hint={form.locked.has('currency') ? t.deskCurrencyLocked : undefined}
        options={currencies.map((code) => ({ value: code, text: namedCurrency(code) }))}
      />
      <ul class="desk-prices">
        {draft.prices.map((price, index) => (
          <li key={price.id}>
            <div class="desk-price" role="group" aria-label={price.name || t.deskCategoryName}>
              <DraftLine
                form={form}
                field={`prices.${index}.name`}
                label={t.deskCategoryName}
                isRequired
                value={price.name}
                onWrite={(name) => replace(index, { name })}
              />
              <DraftLine
                form={form}
                field={`prices.${index}.price`}
                label={t.deskPriceIn({ currency: draft.currency })}
                isRequired
                inputMode="decimal"
                value={price.price}
                onWrite={(written) => replace(index, { price: written })}
              />
              {!used.has(price.id) && draft.prices.length > 1 && (
                <button
                  type="button"
                  class="button quiet"
                  onClick={() => change({ prices: draft.prices.filter((_, at) => at !== index) })}
                >
                  {t.deskRemoveCategory({ name: price.name || price.id })}
                </button>
              )}
            </div>
          </li>
        ))}
      </ul>
      {draft.prices.length < MOST_CATEGORIES && <AddPrice form={form} />}
    </>
  );
}

const currencyNames = new Intl.DisplayNames(deskLanguage, { type: 'currency', fallback: 'none' });

/** A currency that the browser knows no name of has its code alone. */
function namedCurrency(code: string): string {
  const name = currencyNames.of(code);
  return name === undefined ? code : `${code} · ${name}`;
}

function AddPrice({ form: { draft, change } }: { form: DraftForm }): JSX.Element {
  return (
    <button
      type="button"
      class="button quiet"
      onClick={() => change({ prices: [...draft.prices, { id: newCategoryId(draft.prices), name: '', price: '' }] })}
    >
      {t.deskAddCategory}
    </button>
  );
}
