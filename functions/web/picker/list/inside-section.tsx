/** What is in a section that is open: its seats, or how many places; and what is seen from there. Loaded when somebody comes near it. */
import type { JSX } from 'preact';
import * as texts from '../../texts/of-page.ts';
import type { HallSection } from '../hall/seat-hall.ts';
import type { SeatSale } from '../seat-sale.ts';
import { wishSeats } from './choosing/choosing.ts';
import { GeneralPlaces } from './general-places.tsx';
import { SeatGrid } from './seat-grid.tsx';
import { ViewFromFocus } from './seat-view.tsx';

export interface InsideProps {
  sale: SeatSale;
  section: HallSection;
  onLeave: () => void;
}

export function InsideSection({ sale, section, onLeave }: InsideProps): JSX.Element {
  return (
    <div class="seats-inside" role="group" aria-label={texts.sectionOpen({ name: section.name })}>
      {section.kind === 'seated' ? (
        <SeatGrid sale={sale} section={section} onLeave={onLeave} />
      ) : (
        <GeneralPlaces
          sale={sale}
          section={section}
          onLeave={onLeave}
          onWish={(quantity) => wishSeats(sale, section.id, quantity)}
        />
      )}
      <ViewFromFocus sale={sale} sectionId={section.id} />
      <button type="button" class="seats-back" onClick={onLeave}>
        {texts.sectionBack}
      </button>
    </div>
  );
}
