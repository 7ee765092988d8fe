/** How an event will look to buyers: the page itself, of what is saved. */
import type { JSX } from 'preact';
import type { Language } from '../../texts/languages.ts';
import { EventBody } from '../../pages/event-page.tsx';
import * as texts from '../../texts/of-preview.ts';
import { saleOf } from '../../pages/event-sale.ts';
import { MapView } from '../../picker/map/map-view.tsx';
import { huesOf } from '../../picker/map/palette.ts';
import { DeskHeading } from '../navigation.tsx';
import { deskLanguage } from '../parts-of-desk.tsx';
import { type OwnEvent, useOwnSale } from '../own-sale.ts';

export function EventPreview({ own }: { own: OwnEvent }): JSX.Element {
  const { event, chart } = own;
  const seats = useOwnSale(own);
  const sale = seats && 'sale' in seats ? seats.sale : undefined;
  const view = {
    language: deskLanguage as Language,
    t: texts,
    path: `/e/${event.id}`,
    publicUrl: undefined,
    now: new Date(),
  };
  const counts = sale?.states.counts;
  const availability = counts && { version: 1, counts, sections: Object.fromEntries(sale.states.sections) };
  return (
    <>
      <DeskHeading text={texts.deskPreview} />
      <p class="notice">{texts.deskPreviewText}</p>
      <div class="desk-preview">
        <EventBody
          view={view}
          shown={{ event, chart, availability, chartPath: undefined }}
          sale={saleOf({ ...event, ...counts }, view.now)}
        />
      </div>
      {sale && (
        <div class="picker desk-picture" data-hues={huesOf(sale.hall.categories.length).length}>
          <MapView sale={sale} />
        </div>
      )}
    </>
  );
}
