/** What hands do with rows and tables on the plan: choose them, and move those that are chosen. */
import * as texts from '../../texts/of-editor.ts';
import { sectionAt } from '../../picker/map/hits.ts';
import type { HallCommand } from '../model/commands.ts';
import type { XY } from '../model/hall-document.ts';
import { boxOfRows, rowAt } from '../model/row-moves.ts';
import { snapMove } from '../model/snapping.ts';
import { type Deed, SNAP_PIXELS } from './deed.ts';
import { type EditorMap, GRID_CM } from './editor-map.ts';

const ROW_PIXELS = 14;
/** Half the way to the next row: nearer than that a seat is meant. */
const ROW_CM = 32;
/** More rows than these are no lines to bring others to: a pull stays fluid. */
const MOST_NEIGHBOURS = 200;

const reachOf = ({ view }: EditorMap): number => Math.max(ROW_CM, ROW_PIXELS / view.scale);

/** The row of the section that is selected at a point. */
export function pressedRow(map: EditorMap, at: XY): string | undefined {
  const id = map.store.selectedSection;
  return id === undefined ? undefined : rowAt(map.store.document, id, at, reachOf(map));
}

/** Of the section under the hand, or else of the one that is selected: its seats may lie outside of its outline. */
export function rowUnder(map: EditorMap, [x, y]: XY): { section: string; row: string } | undefined {
  const { store, hall } = map;
  const ids = [sectionAt(hall, x, y, store.floor)?.id, store.selectedSection];
  for (const section of ids) {
    if (section === undefined) continue;
    const row = rowAt(store.document, section, [x, y], reachOf(map));
    if (row !== undefined) return { section, row };
  }
  return undefined;
}

/** Chooses the row under the hand (with Shift: as well), and moves what is chosen; undefined where there is none. */
export function rowsDeed(map: EditorMap, from: XY, event: PointerEvent): Deed | undefined {
  const { store } = map;
  const found = rowUnder(map, from);
  if (!found) return undefined;
  const isSame = store.selectedSection === found.section;
  const isChosen = isSame && store.rows.includes(found.row);
  if (event.shiftKey && isSame)
    store.setRows(isChosen ? store.rows.filter((row) => row !== found.row) : [...store.rows, found.row]);
  else if (!isChosen) store.selectRows(found.section, [found.row]);
  return moveRowsDeed(map, from);
}

export function moveRowsDeed(map: EditorMap, from: XY): Deed {
  const { store } = map;
  const { rows, selectedSection: id, settled } = store;
  const box = id === undefined ? undefined : boxOfRows(settled, id, rows);
  const others = id === undefined ? [] : neighbours(map, id, rows);
  let last: HallCommand | undefined;
  return {
    move: (to, event) => {
      if (!box || id === undefined) return;
      const way: XY = [Math.round(to[0] - from[0]), Math.round(to[1] - from[1])];
      const isFree = event.altKey || !store.snaps;
      const { by, guides } = isFree
        ? { by: way, guides: [] }
        : snapMove(box, way, others, SNAP_PIXELS / map.view.scale, GRID_CM / 5);
      last = { kind: 'moveRows', id, rows, by };
      store.preview(last);
      map.mark({ guides });
    },
    end: () => {
      if (last && store.do(last)) sayWhereRowsAre(map);
    },
  };
}

function neighbours({ store }: EditorMap, id: string, rows: readonly string[]) {
  const section = store.settled.chart.sections.find((one) => one.id === id);
  const others = section?.kind === 'seated' ? section.rows.filter(({ label }) => !rows.includes(label)) : [];
  return others.slice(0, MOST_NEIGHBOURS).flatMap(({ label }) => boxOfRows(store.settled, id, [label]) ?? []);
}

export function sayWhereRowsAre({ store }: Pick<EditorMap, 'store'>): void {
  const { selectedSection: id, rows, document } = store;
  const box = id === undefined ? undefined : boxOfRows(document, id, rows);
  if (!box || id === undefined) return;
  const [x, y] = [Math.round((box.left + box.right) / 2), Math.round((box.top + box.bottom) / 2)];
  store.say(texts.editorRowsMovedTo({ section: id, count: rows.length, row: rows[0] ?? '', x, y }));
}
