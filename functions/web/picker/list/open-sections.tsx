/** The sections of a hall, each with what is free and from what price; one of them open, with its seats. */
import type { JSX } from 'preact';
import { useMemo, useRef, useState } from 'preact/hooks';
import * as texts from '../../texts/of-page.ts';
import { type HallSection, WHEELCHAIR } from '../hall/seat-hall.ts';
import type { SeatSale } from '../seat-sale.ts';
import { choosingScript } from './choosing/choosing-later.ts';
import { useGrowing } from './growing.ts';
import type { InsideProps } from './inside-section.tsx';
import { loadedOnce, useLater } from './later.tsx';
import { useFigure } from './live-figures.ts';
import { leastPrice } from './price.ts';
import { useSale } from './use-sale.ts';

/** From so many on, lines that are out of sight are not laid out. */
const MANY = 24;
/** With what shows what is chosen: who sees a seat can have it, and see that. */
const inside = loadedOnce(async () => {
  const [script] = await Promise.all([import('./inside-section.tsx'), choosingScript()]);
  return script;
});
/** It is on its way before somebody has decided. */
const prepare = (): void => void inside().catch(() => undefined);

export function OpenSections({ sale }: { sale: SeatSale }): JSX.Element {
  useSale(sale, 'open', 'filter', 'event');
  const { sections } = sale.hall;
  const list = useRef<HTMLUListElement>(null);
  const grown = useGrowing(sections.length);
  const upTo = Math.max(grown, sections.findIndex(({ id }) => id === sale.open) + 1);
  const leave = (id: string): void => {
    openSection(sale, undefined);
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>(`[data-section="${id}"]`)?.focus());
  };
  return (
    <section class="seats-sections" aria-labelledby="seats-sections-heading">
      <h3 id="seats-sections-heading">{texts.sectionsHeading}</h3>
      <ul
        ref={list}
        class={sections.length > MANY ? 'are-many' : undefined}
        onPointerOver={prepare}
        onFocusCapture={prepare}
      >
        {sections.slice(0, upTo).map((section) => {
          const isOpen = sale.open === section.id;
          return (
            <li key={section.id} class={isOpen ? 'is-open' : undefined}>
              <SectionButton
                sale={sale}
                section={section}
                isOpen={isOpen}
                onToggle={() => (isOpen ? leave(section.id) : openSection(sale, section.id))}
              />
              {isOpen && <Inside sale={sale} section={section} onLeave={() => leave(section.id)} />}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Inside(props: InsideProps): JSX.Element {
  const { value, failure } = useLater(inside, texts.sectionLoadFailed);
  if (value) return <value.InsideSection {...props} />;
  return <div class="seats-inside">{failure ?? <p role="status">{texts.sectionLoading}</p>}</div>;
}

export function openSection(sale: SeatSale, id: string | undefined): void {
  sale.open = id;
  sale.tell('open');
}

interface SectionButtonProps {
  sale: SeatSale;
  section: HallSection;
  isOpen: boolean;
  onToggle: () => void;
}

function SectionButton({ sale, section, isOpen, onToggle }: SectionButtonProps): JSX.Element {
  const hue = sale.hall.categories[section.categories[0] ?? 0]?.hue ?? 0;
  const [why, setWhy] = useState(() => lineOf(sale, section).why);
  const isShut = why !== undefined && !isOpen;
  const figures = useFigure<HTMLSpanElement>(sale, () => {
    const line = lineOf(sale, section);
    setWhy(line.why);
    return line.why ?? texts.sectionFree(line);
  });
  // Of a hundred sections a few are another thing than before.
  return useMemo(
    () => (
      <button
        type="button"
        class={`seats-section hue-${hue}`}
        data-section={section.id}
        aria-expanded={isOpen}
        aria-disabled={isShut ? 'true' : undefined}
        onClick={() => {
          if (isShut) sale.say(`${section.name}: ${why}`);
          else onToggle();
        }}
      >
        <span class="seats-swatch" aria-hidden="true" />
        <bdi class="seats-section-name">{section.name}</bdi>
        <span class="visually-hidden">, </span>
        <span class="seats-section-figures" ref={figures} />
        <span class="visually-hidden">, </span>
        <span class="seats-section-price">{leastPrice(sale.hall, section)}</span>
      </button>
    ),
    [sale, section, hue, isOpen, why],
  );
}

/** What is free of a section of what is looked for; `why` where nothing can be had of it. */
function lineOf(sale: SeatSale, section: HallSection): { why: string | undefined; free: number; all: number } {
  const { free, held, all } = sale.figuresOf(section);
  const gone = free > 0 || sale.instead ? undefined : held > 0 ? texts.sectionHeldOut : texts.sectionSoldOut;
  return { why: suitsAny(sale, section) ? gone : texts.sectionNothingSuited, free, all };
}

/** Whether a section has anything of what is looked for; whether it is free says the server's figure. */
function suitsAny({ filter }: SeatSale, section: HallSection): boolean {
  if (filter.mostCents !== undefined && section.fromCents > filter.mostCents) return false;
  return !filter.accessible || section.facts.some((facts) => (facts & WHEELCHAIR) !== 0);
}
