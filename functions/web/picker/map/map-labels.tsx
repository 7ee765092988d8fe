/** The names of sections over the map. */
import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useReducer, useRef } from 'preact/hooks';
import * as texts from '../../texts/of-page.ts';
import { openSection } from '../list/open-sections.tsx';
import { price } from '../list/price.ts';
import { sectionsLeft, useSaleValue } from '../list/use-sale.ts';
import type { SeatSale } from '../seat-sale.ts';
import type { HallMap } from './hall-map.ts';

/** A name that has less room than this is left to the list. */
const LEAST_LABEL = 48;
/** px of a character of a name, about. */
const LABEL_CHARACTER = 7;

/** Names over the canvas, as text: to be found in the page, made larger, shown in the system's colours. The list has them for keyboards. */
export function MapLabels({ sale, map }: { sale: SeatSale; map: HallMap }): JSX.Element {
  useSaleValue(sale, sectionsLeft, 'seats', 'event');
  const layer = useRef<HTMLDivElement>(null);
  const [, relabel] = useReducer((count: number) => count + 1, 0);
  const carry = (): void => {
    if (layer.current) layer.current.style.transform = map.carriedBy();
  };
  useLayoutEffect(carry);
  useEffect(() => map.onLabels({ relabel: () => relabel(undefined), carry }), [map]);
  return (
    <div class="seats-map-labels" aria-hidden="true" ref={layer}>
      {map.labels().flatMap(({ section, x, y, width }) => {
        if (width < LEAST_LABEL || longestWord(section.name) * LABEL_CHARACTER > width) return [];
        const free = sale.states.sections.get(section.id)?.free ?? section.places;
        return [
          <button
            key={section.id}
            type="button"
            tabIndex={-1}
            style={{ left: `${x}px`, top: `${y}px`, maxWidth: `${Math.max(LEAST_LABEL, width)}px` }}
            onClick={() => {
              map.showSection(section);
              if (section.kind === 'general') openSection(sale, section.id);
            }}
          >
            <b>{section.name}</b>
            {width > 1.6 * LEAST_LABEL && (
              <span>
                {free > 0 ? texts.sectionFrom({ price: price(sale.hall, section.fromCents) }) : texts.sectionSoldOut}
              </span>
            )}
          </button>,
        ];
      })}
    </div>
  );
}

/** In characters: words are not broken. */
function longestWord(text: string): number {
  return Math.max(...text.split(/\s/).map((word) => word.length));
}
