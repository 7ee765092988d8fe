/** The form of an event: what, when, where, for how much, in which hall, and the rules of the sale. */
import type { ComponentChildren, JSX } from 'preact';
import { MINOR_UNITS } from '../../../shared/event/currencies.ts';
import { nameOfToday } from '../../../shared/event/time-zones.ts';
import * as t from '../../texts/of-desk.ts';
import { DraftInput, DraftSelect, DraftText, type DraftForm } from './draft-inputs.tsx';
import { ChooseHall } from './hall/choose-hall.tsx';
import { PriceFields } from './price-fields.tsx';

const CURRENCIES = [...MINOR_UNITS.keys()].toSorted();
const TIME = { type: 'datetime-local', min: '2000-01-01T00:00', max: '9999-12-31T23:59' } as const;
const LINK = { type: 'url', inputMode: 'url', placeholder: 'https://', maxLength: 2_048 } as const;

/** As browsers know them, by the names of today; an older one has only what is written. */
function zones(): string[] {
  if (typeof Intl.supportedValuesOf !== 'function') return ['UTC'];
  return ['UTC', ...new Set(Intl.supportedValuesOf('timeZone').map(nameOfToday))].toSorted();
}

function Part({ title, children }: { title: string; children: ComponentChildren }): JSX.Element {
  return (
    <fieldset class="desk-fields">
      <legend>
        <h2>{title}</h2>
      </legend>
      {children}
    </fieldset>
  );
}

export function EventFields({ form }: { form: DraftForm }): JSX.Element {
  return (
    <>
      <Part title={t.checkoutWhat}>
        <DraftText form={form} field="title" isRequired input={{ maxLength: 200 }} />
        <DraftInput form={form} field="description" hint={t.deskDescriptionHint}>
          {(shared) => (
            <textarea
              {...shared}
              rows={6}
              maxLength={10_000}
              value={form.draft.description}
              onInput={({ currentTarget }) => form.change({ description: currentTarget.value })}
            />
          )}
        </DraftInput>
        <div class="desk-row">
          <DraftText
            form={form}
            field="category"
            hint={t.deskCategoryHint}
            isRequired
            input={{ maxLength: 40, list: 'desk-categories' }}
          />
          <datalist id="desk-categories">
            {[t.deskConcert, t.deskTheatre, t.deskComedy, t.deskTalk, t.deskFestival, t.deskSport].map((one) => (
              <option key={one} value={one} />
            ))}
          </datalist>
          <DraftText form={form} field="imageUrl" hint={t.deskImageHint} input={LINK} />
          <DraftText form={form} field="url" input={LINK} />
        </div>
      </Part>
      <WhereAndWhen form={form} />
      <Part title={t.deskHall}>
        <ChooseHall form={form} />
      </Part>
      <Part title={t.prices}>
        <PriceFields form={form} currencies={CURRENCIES} />
      </Part>
      <SaleRules form={form} />
    </>
  );
}

function WhereAndWhen({ form }: { form: DraftForm }): JSX.Element {
  return (
    <>
      <Part title={t.where}>
        <div class="desk-row">
          <DraftText form={form} field="venueName" isRequired input={{ maxLength: 120 }} />
          <DraftText form={form} field="address" hint={t.deskAddressHint} input={{ maxLength: 200 }} />
          <DraftText form={form} field="city" isRequired input={{ maxLength: 80 }} />
          <DraftText form={form} field="country" isRequired input={{ maxLength: 80 }} />
          <DraftSelect
            form={form}
            field="timeZone"
            hint={t.deskZoneHint}
            options={zones().map((zone) => ({ value: zone, text: zone.replaceAll('_', ' ') }))}
          />
          <DraftText form={form} field="venueUrl" input={LINK} />
        </div>
      </Part>
      <Part title={t.when}>
        <p class="small">{t.deskTimesHint}</p>
        <div class="desk-row">
          <DraftText form={form} field="startsAt" isRequired input={TIME} />
          <DraftText form={form} field="endsAt" isRequired input={TIME} />
          <DraftText form={form} field="doorsAt" hint={t.deskOptional} input={TIME} />
        </div>
      </Part>
    </>
  );
}

function SaleRules({ form }: { form: DraftForm }): JSX.Element {
  const number = { inputMode: 'numeric', maxLength: 6 } as const;
  return (
    <Part title={t.deskSaleRules}>
      <div class="desk-row">
        <DraftText form={form} field="onSaleAt" hint={t.deskOnSaleHint} input={TIME} />
        <DraftText form={form} field="offSaleAt" hint={t.deskOffSaleHint} input={TIME} />
        <DraftText form={form} field="limitPerOrder" hint={t.deskPerOrderHint} isRequired input={number} />
        <DraftText form={form} field="limitPerBuyer" hint={t.deskOptional} input={number} />
        <DraftText form={form} field="accountMinutes" hint={t.deskAccountAgeHint} input={number} />
        <DraftSelect
          form={form}
          field="cancel"
          options={[
            { value: 'end', text: t.deskCancelEnd },
            { value: 'until', text: t.deskCancelUntil },
            { value: 'never', text: t.deskCancelNever },
          ]}
        />
        {form.draft.cancel === 'until' && <DraftText form={form} field="cancelUntil" isRequired input={TIME} />}
      </div>
    </Part>
  );
}
