/** The names of sections over the map, and of rows that have no end in sight. */
import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useReducer, useRef } from 'preact/hooks';
import * as texts from '../../texts/of-page.ts';
import { openSection } from '../list/open-sections.tsx';
import { leastPrice } from '../list/price.ts';
import { sectionsLeft, useSaleValue } from '../list/use-sale.ts';
import type { SeatSale } from '../seat-sale.ts';
import type { HallMap } from './hall-map.ts';
import { LABEL_CHARACTER, LEAST_LABEL, labelWithin } from './label-frame.ts';

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
  const isApart = apart();
  const labels = map.labels();
  return (
    <div class="seats-map-labels" aria-hidden="true" ref={layer}>
      {labels.sections.flatMap(({ section, x, y, width }) => {
        const name = labelWithin(section.name, width);
        if (name === undefined) return [];
        const hasPrice = name === section.name && width > 1.6 * LEAST_LABEL;
        if (!isApart(x, y, ...sizeOf(name, width, hasPrice))) return [];
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
            <b>{name}</b>
            {hasPrice && <span>{free > 0 ? leastPrice(sale.hall, section) : texts.sectionSoldOut}</span>}
          </button>,
        ];
      })}
      {labels.rows.map(({ text, x, y }) => (
        <span key={`${text} ${x} ${y}`} class="seats-map-row" style={{ left: `${x}px`, top: `${y}px` }}>
          {text}
        </span>
      ))}
    </div>
  );
}

/** Of a line. */
const LINE_PIXELS = 15;

/** How large a name is, about, with what stands below it. */
function sizeOf(name: string, most: number, hasPrice: boolean): [width: number, height: number] {
  const long = name.length * LABEL_CHARACTER;
  return [Math.min(long, most), LINE_PIXELS * (Math.ceil(long / most) + (hasPrice ? 1 : 0))];
}

/** Tells of one name after the other whether it lies over none before: one that would is left to the list, and to who looks nearer. */
function apart(): (x: number, y: number, width: number, height: number) => boolean {
  const placed: { x: number; y: number; width: number; height: number }[] = [];
  return (x, y, width, height) => {
    const isFree = placed.every(
      (one) => Math.abs(one.x - x) * 2 >= one.width + width || Math.abs(one.y - y) * 2 >= one.height + height,
    );
    if (isFree) placed.push({ x, y, width, height });
    return isFree;
  };
}
