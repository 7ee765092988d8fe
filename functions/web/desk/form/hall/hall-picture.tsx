/** How a hall looks that nobody sells yet: the map of the picker, by what is written. */
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Chart } from '../../../../shared/event/chart.ts';
import { MapView } from '../../../picker/map/map-view.tsx';
import { huesOf } from '../../../picker/map/palette.ts';
import { picturedSale } from '../../../picker/pictured-sale.ts';
import type { EventDraft } from '../event-draft.ts';
import { seatsInChart } from '../hall-choices.ts';
import { centsIn } from '../money-input.ts';

export interface HallPictureProps {
  draft: Pick<EventDraft, 'hall' | 'prices' | 'currency'>;
  chart: Chart;
}

export function HallPicture({ draft, chart }: HallPictureProps): JSX.Element {
  const { currency } = draft;
  const drawn = JSON.stringify([chart, draft.prices, currency, draft.hall.plan]);
  const sale = useMemo(() => {
    const seatsTotal = seatsInChart(chart);
    const { plan } = draft.hall;
    const priceCategories = draft.prices.map(({ id, name, price }) => ({
      id,
      name: name || id,
      priceCents: centsIn(price, currency) ?? Number.NaN,
    }));
    return picturedSale({ sections: chart.sections, seatsTotal, ...(plan && { plan }) }, { currency, priceCategories });
  }, [drawn]);
  return (
    <div class="picker desk-picture" data-hues={huesOf(sale.hall.categories.length).length}>
      <MapView key={drawn} sale={sale} />
    </div>
  );
}
