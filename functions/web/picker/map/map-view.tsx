/** The map with what stands around it: names of sections that can be clicked, larger and smaller, floors, what a seat is. */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import * as texts from '../../texts/of-page.ts';
import { type HallCategory, type PlaceOf, categoriesWithSeats } from '../hall/seat-hall.ts';
import { choosingScript, whenChoosing } from '../list/choosing/choosing-later.ts';
import { loadedOnce, useLater } from '../list/later.tsx';
import { useFigure } from '../list/live-figures.ts';
import { openSection } from '../list/open-sections.tsx';
import { nameBeside, price } from '../list/price.ts';
import { useSale } from '../list/use-sale.ts';
import type { SeatSale } from '../seat-sale.ts';
import type { HallMap } from './hall-map.ts';

const script = loadedOnce(() => import('./map-script.ts'));

/** What a mouse is over, and what says what that is. */
interface Hovered {
  seat: PlaceOf;
  words: Awaited<ReturnType<typeof choosingScript>>;
}

function useHovered(): [Hovered | undefined, (seat: PlaceOf | undefined) => void] {
  const [hovered, setHovered] = useState<Hovered>();
  const at = useRef<PlaceOf>();
  const hover = (seat: PlaceOf | undefined): void => {
    at.current = seat;
    if (!seat) return setHovered(undefined);
    const show = (words: Hovered['words']): void => {
      if (at.current === seat) setHovered({ seat, words });
    };
    choosingScript()
      .then(show)
      .catch(() => undefined);
  };
  return [hovered, hover];
}

export function MapView({ sale }: { sale: SeatSale }): JSX.Element {
  // Of the seat that a mouse is over it is said what has become of it.
  useSale(sale, 'event', 'chosen');
  const { value, failure } = useLater(script, texts.mapLoadFailed);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [map, setMap] = useState<HallMap>();
  const [hovered, hover] = useHovered();
  const [floor, setFloor] = useState<string>();
  useEffect(() => {
    if (!canvas.current || !value) return undefined;
    const made: HallMap = new value.HallMap(canvas.current, sale, {
      seat: (seat) => {
        // A finger is over nothing before it touches.
        hover(seat);
        whenChoosing(sale, ({ toggleSeat }) => toggleSeat(sale, seat));
      },
      section: (section) => {
        made.showSection(section);
        if (section.kind === 'general') openSection(sale, section.id);
      },
      hover,
      floor: setFloor,
    });
    setMap(made);
    return () => made.destroy();
  }, [sale, value]);
  const { hall } = sale;
  return (
    <section class="seats-map" aria-labelledby="seats-map-heading">
      <div class="seats-map-head">
        <h3 id="seats-map-heading">{texts.mapHeading}</h3>
        {hall.floors.length > 1 && (
          <label class="seats-field seats-map-floor">
            <span>{texts.mapFloor}</span>
            <select
              value={floor ?? hall.floors[0]?.id}
              onChange={({ currentTarget }) => map?.setFloor(currentTarget.value)}
            >
              {hall.floors.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        )}
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
        {map && value && <value.MapLabels sale={sale} map={map} />}
        {failure}
      </div>
      <p class="seats-hint" aria-hidden="true">
        {hovered ? hovered.words.hoveredText(sale, hovered.seat) : hintFor(matchMedia('(pointer: coarse)').matches)}
        {hall.schematic && !hovered ? ` ${texts.seatsNotToScale}.` : ''}
      </p>
      {hovered && <hovered.words.SeatView sale={sale} seat={hovered.seat} isHidden />}
      <Legend sale={sale} />
    </section>
  );
}

/** Where nothing is sold yet, there are none; where nothing can be bought, nothing is one's own but what is blocked. */
function statesOf({ instead, keptWord, event }: SeatSale): (readonly [form: string, text: string])[] {
  if (event.id === '') return [];
  const isOnes = keptWord !== undefined || !instead;
  return [
    ['free', texts.legendFree],
    ...(isOnes ? ([['mine', keptWord ?? texts.legendMine]] as const) : []),
    ['held', texts.legendHeld],
    ['gone', texts.legendGone],
  ];
}

const hintFor = (isTouch: boolean): string => (isTouch ? texts.mapHintTouch : texts.mapHint);

/** Colours are prices, forms are states. */
function Legend({ sale }: { sale: SeatSale }): JSX.Element {
  useSale(sale, 'event');
  const { hall } = sale;
  const hasLetters = hall.categories.length > 6;
  return (
    <div class="seats-legend" role="group" aria-label={texts.legendHeading}>
      <ul>
        {categoriesWithSeats(hall).map((category) => (
          <li key={category.id} class={`hue-${category.hue}`}>
            <span class="seats-swatch" aria-hidden="true">
              {hasLetters ? category.letter : ''}
            </span>
            <LegendPrice sale={sale} category={category} />
          </li>
        ))}
      </ul>
      <ul>
        {statesOf(sale).map(([form, text]) => (
          <li key={form}>
            <span class={`seats-form seats-form-${form}`} aria-hidden="true" />
            {text}
          </li>
        ))}
      </ul>
    </div>
  );
}

function LegendPrice({ sale, category }: { sale: SeatSale; category: HallCategory }): JSX.Element {
  const { id, name, priceCents } = category;
  const textOf = (free: number): string =>
    texts.legendPrice({ name: nameBeside(name), price: price(sale.hall, priceCents), free });
  const text = useFigure<HTMLSpanElement>(sale, () => textOf(sale.states.prices.get(id)?.free ?? 0));
  const { free, held, sold } = sale.states.prices.get(id) ?? { free: 0, held: 0, sold: 0 };
  return (
    <span class="seats-figure" data-longest={longestText(textOf, free + held + sold)}>
      <span ref={text} />
    </span>
  );
}

/** Numbers that languages have forms of their own for. */
const FORMED = [0, 1, 2, 3, 11];

/** The longest text of a figure that is at most `most`: so much room it is given, and what it says by then moves nothing else. */
function longestText(textOf: (figure: number) => string, most: number): string {
  const all = [...FORMED.filter((figure) => figure < most), most].map(textOf);
  return all.reduce((one, other) => (other.length > one.length ? other : one));
}
