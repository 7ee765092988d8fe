/** The seats of a section as a grid of buttons with one tab stop: what the map shows, for keys, screen readers, and whoever likes it better. */
import type { JSX } from 'preact';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import * as texts from '../../texts/of-page.ts';
import { AISLE, COMPANION, type HallSection, labelOf, RESTRICTED, rowIndexOf, WHEELCHAIR } from '../hall/seat-hall.ts';
import { FREE } from '../hall/seat-states.ts';
import type { SeatSale } from '../seat-sale.ts';
import { toggleSeat } from './choosing/choosing.ts';
import { builtRows, placeAfter, windowOf } from './grid-moves.ts';
import { rowText, seatName, type SeatStanding, standingOf } from './seat-words.ts';
import { useSale } from './use-sale.ts';

/** Of a row, in CSS pixels; the style sheet has the same. */
const ROW_PIXELS = 36;

export interface GridProps {
  sale: SeatSale;
  section: HallSection;
  onLeave: () => void;
}

export function SeatGrid({ sale, section, onLeave }: GridProps): JSX.Element {
  useSale(sale, 'seats', 'chosen', 'filter', 'event');
  const [onlyFree, setOnlyFree] = useState(false);
  const [place, setPlace] = useState(() => firstPlace(sale, section));
  const [middle, setMiddle] = useState(() => rowIndexOf(section, place));
  const table = useRef<HTMLTableElement>(null);
  const wantsFocus = useRef(true);
  useLayoutEffect(() => {
    if (!wantsFocus.current) return;
    wantsFocus.current = false;
    const seat = table.current?.querySelector<HTMLElement>(`[data-place="${place}"]`);
    seat?.focus();
    // Whole: a browser takes one that is half behind the name of its row for seen.
    seat?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  });
  const go = (to: number): void => {
    wantsFocus.current = true;
    setPlace(to);
    setMiddle(rowIndexOf(section, to));
  };
  const onKeyDown = (event: JSX.TargetedKeyboardEvent<HTMLTableElement>): void => {
    if (event.altKey || event.metaKey) return;
    if (event.key === 'Escape') return onLeave();
    const isRightToLeft = getComputedStyle(event.currentTarget).direction === 'rtl';
    const to = placeAfter(section, place, { key: event.key, ctrl: event.ctrlKey, isRightToLeft });
    if (to === undefined) return;
    event.preventDefault();
    go(to);
  };
  const [from, to] = windowOf(section, middle);
  const isWindow = from > 0 || to < section.rows.length;
  return (
    <div class="seats-grid">
      <p class="seats-hint">{texts.gridHint}</p>
      <label class="seats-check">
        <input
          type="checkbox"
          checked={onlyFree}
          onChange={({ currentTarget }) => setOnlyFree(currentTarget.checked)}
        />
        {texts.filterOnlyFree}
      </label>
      <div
        class="seats-scroll"
        onScroll={({ currentTarget: { scrollTop, clientHeight } }) => {
          if (isWindow) setMiddle(Math.floor((scrollTop + clientHeight / 2) / ROW_PIXELS));
        }}
      >
        <table
          ref={table}
          role="grid"
          aria-label={texts.gridLabel({ name: section.name })}
          aria-rowcount={section.rows.length}
          onKeyDown={onKeyDown}
        >
          <SeatRows
            sale={sale}
            section={section}
            spans={builtRows([from, to], rowIndexOf(section, place))}
            place={place}
            onlyFree={onlyFree}
            onGo={go}
          />
        </table>
      </div>
    </div>
  );
}

interface RowsProps {
  sale: SeatSale;
  section: HallSection;
  /** Rows that are built. */
  spans: ReturnType<typeof builtRows>;
  place: number;
  onlyFree: boolean;
  onGo: (place: number) => void;
}

function SeatRows({ sale, section, spans, place, onlyFree, onGo }: RowsProps): JSX.Element {
  const rows = spans.flatMap(([from, to], span) => [
    <Gap key={`before ${span}`} rows={from - (spans[span - 1]?.[1] ?? 0)} />,
    ...section.rows
      .slice(from, to)
      .map((row, index) => (
        <SeatRow
          key={`row ${row.label}`}
          sale={sale}
          section={section}
          at={from + index}
          seen={standings(sale, section, from + index, onlyFree)}
          current={place >= row.first && place < row.first + row.count ? place : -1}
          onGo={onGo}
        />
      )),
  ]);
  return (
    <tbody>
      {rows}
      <Gap rows={section.rows.length - (spans.at(-1)?.[1] ?? 0)} />
    </tbody>
  );
}

/** The room of rows that are not built. */
function Gap({ rows }: { rows: number }): JSX.Element | null {
  return rows > 0 ? <tr aria-hidden="true" class="seats-gap" style={{ height: `${rows * ROW_PIXELS}px` }} /> : null;
}

/** What of a row is shown, a letter a seat: rows of which it is the same are not rendered again. */
function standings(sale: SeatSale, section: HallSection, at: number, onlyFree: boolean): string {
  const row = section.rows[at];
  if (!row) return '';
  let seen = '';
  for (let place = row.first; place < row.first + row.count; place++) {
    const own = sale.ownOf(labelOf(section, place));
    const standing = standingOf(sale.states.of[section.numbers[place] ?? -1], own);
    const isShown = own !== undefined || (standing === 'free' ? sale.suits({ section, place }) : !onlyFree);
    seen += isShown ? LETTERS[standing] : standing === 'free' ? 'u' : '-';
  }
  return seen;
}

const LETTERS: Readonly<Record<SeatStanding, string>> = { free: 'f', chosen: 'c', yours: 'y', held: 'h', taken: 't' };
const STANDING_OF: Readonly<Record<string, SeatStanding>> = {
  f: 'free',
  u: 'free',
  c: 'chosen',
  y: 'yours',
  h: 'held',
  t: 'taken',
};

interface RowProps {
  sale: SeatSale;
  section: HallSection;
  at: number;
  seen: string;
  current: number;
  onGo: (place: number) => void;
}

/** Rendered again only when one of its seats is another thing than before. */
function SeatRow({ sale, section, at, seen, current, onGo }: RowProps): JSX.Element {
  return useMemo(() => {
    const row = section.rows[at] as HallSection['rows'][number];
    return (
      <tr role="row" aria-rowindex={at + 1}>
        <th role="rowheader" scope="row">
          {rowText(row)}
        </th>
        {Array.from({ length: row.count }, (_, index) => {
          const place = row.first + index;
          const letter = seen[index] ?? '-';
          return (
            <td role="gridcell" key={place} class={aisleClass(section, place, row.first + row.count - 1)}>
              {letter === '-' && place !== current ? (
                <span class="seats-none" />
              ) : (
                <SeatButton
                  sale={sale}
                  section={section}
                  place={place}
                  shown={row.shown[index] ?? ''}
                  standing={STANDING_OF[letter] ?? 'taken'}
                  isUnsuited={letter === 'u'}
                  isCurrent={place === current}
                  onGo={onGo}
                />
              )}
            </td>
          );
        })}
      </tr>
    );
  }, [sale, section, at, seen, current]);
}

const aisleClass = (section: HallSection, place: number, last: number): string | undefined =>
  place < last && (section.facts[place] ?? 0) & AISLE && (section.facts[place + 1] ?? 0) & AISLE
    ? 'seats-aisle'
    : undefined;

interface ButtonProps {
  sale: SeatSale;
  section: HallSection;
  place: number;
  shown: string;
  standing: SeatStanding;
  isUnsuited: boolean;
  isCurrent: boolean;
  onGo: (place: number) => void;
}

function SeatButton(props: ButtonProps): JSX.Element {
  const { sale, section, place, shown, standing, isUnsuited, isCurrent, onGo } = props;
  const facts = section.facts[place] ?? 0;
  const label = labelOf(section, place);
  const isOwn = standing === 'chosen' || standing === 'yours';
  const hue = sale.hall.categories[section.categories[place] ?? 0]?.hue ?? 0;
  const sign =
    facts & WHEELCHAIR
      ? ' seat-wheelchair'
      : facts & COMPANION
        ? ' seat-companion'
        : facts & RESTRICTED
          ? ' seat-restricted'
          : '';
  return (
    <button
      type="button"
      class={`seat seat-${standing} hue-${hue}${sign}${isUnsuited ? ' seat-unsuited' : ''}`}
      data-place={place}
      tabIndex={isCurrent ? 0 : -1}
      aria-label={seatName(sale.hall, { section, place }, standing, sale.keptWord)}
      aria-pressed={isOwn}
      aria-disabled={standing === 'taken' || standing === 'held' ? 'true' : undefined}
      aria-busy={sale.asking.includes(label) ? 'true' : undefined}
      onClick={() => {
        onGo(place);
        toggleSeat(sale, { section, place });
      }}
      onFocus={() => {
        sale.focused = section.numbers[place];
        sale.tell('focus');
      }}
    >
      {shown}
    </button>
  );
}

/** Where the keyboard begins: at one's own seat, else at the first that is free. */
function firstPlace(sale: SeatSale, section: HallSection): number {
  let free: number | undefined;
  for (let place = 0; place < section.places; place++) {
    if (sale.ownOf(labelOf(section, place))) return place;
    if (free === undefined && sale.states.of[section.numbers[place] ?? -1] === FREE && sale.suits({ section, place }))
      free = place;
  }
  return free ?? 0;
}
