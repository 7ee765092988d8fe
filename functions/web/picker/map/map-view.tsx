/** The map with what stands around it: names of sections that can be clicked, larger and smaller, floors, what a seat is. */
import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useReducer, useRef, useState } from 'preact/hooks';
import * as texts from '../../texts/of-page.ts';
import { labelOf, type PlaceOf } from '../hall/seat-hall.ts';
import { toggleSeat } from '../list/choosing.ts';
import { openSection } from '../list/open-sections.tsx';
import { price, seatName, standingOf } from '../list/seat-words.ts';
import { useSale } from '../list/use-sale.ts';
import type { SeatSale } from '../seat-sale.ts';
import { HallMap } from './hall-map.ts';

/** A name that has less room than this is left to the list. */
const LEAST_LABEL = 48;
/** px of a character of a name, about. */
const LABEL_CHARACTER = 7;

export function MapView({ sale }: { sale: SeatSale }): JSX.Element {
  useSale(sale, 'event');
  const canvas = useRef<HTMLCanvasElement>(null);
  const [map, setMap] = useState<HallMap>();
  const [hovered, setHovered] = useState<PlaceOf>();
  const labels = useRef<HTMLDivElement>(null);
  const [, relabel] = useReducer((count: number) => count + 1, 0);
  const carry = (moved: HallMap): void => {
    if (labels.current) labels.current.style.transform = moved.carriedBy();
  };
  useLayoutEffect(() => {
    if (map) carry(map);
  });
  useEffect(() => {
    if (!canvas.current) return undefined;
    const made: HallMap = new HallMap(canvas.current, sale, {
      seat: (seat) => toggleSeat(sale, seat),
      section: (section) => {
        made.showSection(section);
        if (section.kind === 'general') openSection(sale, section.id);
      },
      hover: setHovered,
      relabel: () => relabel(undefined),
      carry: () => carry(made),
    });
    setMap(made);
    return () => made.destroy();
  }, [sale]);
  const { hall } = sale;
  return (
    <section class="seats-map" aria-labelledby="seats-map-heading">
      <div class="seats-map-head">
        <h3 id="seats-map-heading">{texts.mapHeading}</h3>
        <div class="seats-map-buttons">
          <button type="button" aria-label={texts.mapZoomIn} onClick={() => map?.zoom(1.6)}>
            +
          </button>
          <button type="button" aria-label={texts.mapZoomOut} onClick={() => map?.zoom(1 / 1.6)}>
            −
          </button>
          <button type="button" aria-label={texts.mapReset} onClick={() => map?.showAll()}>
            ⤢
          </button>
        </div>
      </div>
      <div class="seats-map-window">
        <canvas ref={canvas} aria-hidden="true" />
        <div class="seats-map-labels" aria-hidden="true" ref={labels}>
          {map && <MapLabels sale={sale} map={map} />}
        </div>
      </div>
      {hall.floors.length > 1 && (
        <label class="seats-field">
          <span>{texts.mapFloor}</span>
          <select onChange={({ currentTarget }) => map?.setFloor(currentTarget.value)}>
            {hall.floors.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
      )}
      <p class="seats-hint" aria-hidden="true">
        {hovered ? hoverText(sale, hovered) : texts.mapHint}
        {hall.schematic && !hovered ? ` ${texts.seatsNotToScale}.` : ''}
      </p>
      <Legend sale={sale} />
    </section>
  );
}

function hoverText(sale: SeatSale, seat: PlaceOf): string {
  const own = sale.ownOf(labelOf(seat.section, seat.place));
  return seatName(sale.hall, seat, standingOf(sale.states.of[seat.section.numbers[seat.place] ?? -1], own));
}

/** Names over the canvas, as text: to be found in the page, made larger, shown in the system's colours. The list has them for keyboards. */
function MapLabels({ sale, map }: { sale: SeatSale; map: HallMap }): JSX.Element {
  useSale(sale, 'seats');
  return (
    <>
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
    </>
  );
}

/** In characters: words are not broken. */
function longestWord(text: string): number {
  return Math.max(...text.split(/\s/).map((word) => word.length));
}

/** Colours are prices, forms are states. */
function Legend({ sale }: { sale: SeatSale }): JSX.Element {
  const { hall } = sale;
  const hasLetters = hall.categories.length > 6;
  return (
    <div class="seats-legend" role="group" aria-label={texts.legendHeading}>
      <ul>
        {hall.categories.map((category) => (
          <li key={category.id} class={`hue-${category.hue}`}>
            <span class="seats-swatch" aria-hidden="true">
              {hasLetters ? category.letter : ''}
            </span>
            {category.name}, {price(hall, category.priceCents)}
          </li>
        ))}
      </ul>
      <ul>
        {(
          [
            ['free', texts.legendFree],
            ['mine', texts.legendMine],
            ['held', texts.legendHeld],
            ['gone', texts.legendGone],
          ] as const
        ).map(([form, text]) => (
          <li key={form}>
            <span class={`seats-form seats-form-${form}`} aria-hidden="true" />
            {text}
          </li>
        ))}
      </ul>
    </div>
  );
}
