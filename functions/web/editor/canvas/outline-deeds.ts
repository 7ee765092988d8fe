/** What hands do with the outline of the part that is selected: pull a corner, or pull a new one out of a side. */
import * as texts from '../../texts/of-editor.ts';
import type { HallCommand } from '../model/commands.ts';
import { boxOfPart } from '../model/geometry.ts';
import { partsOf, type XY } from '../model/hall-document.ts';
import { addedCorner, cornersOf, halfway, MOST_CORNERS, movedCorner, removedCorner } from '../model/outline-edits.ts';
import { snapMove } from '../model/snapping.ts';
import { type Deed, SNAP_PIXELS } from './deed.ts';
import type { EditorStore } from '../editor-store.ts';
import { type EditorMap, GRID_CM } from './editor-map.ts';

const CORNER_PIXELS = 14;

/** Undefined where there is neither corner nor the middle of a side. */
export function cornerDeed(map: EditorMap, from: XY): Deed | undefined {
  const { store } = map;
  const [part] = store.selection;
  if (part === undefined) return undefined;
  const corners = cornersOf(store.settled, part);
  const reach = CORNER_PIXELS / map.view.scale;
  const near = ([x, y]: XY): boolean => Math.hypot(x - from[0], y - from[1]) <= reach;
  const at = corners.findIndex(near);
  const side =
    at < 0 ? corners.findIndex((one, index) => near(halfway(one, corners[(index + 1) % corners.length] ?? one))) : -1;
  if (at < 0 && side < 0) return undefined;
  store.setCorner(at < 0 ? side + 1 : at);
  const others = partsOf(store.settled).flatMap((one) => (one === part ? [] : (boxOfPart(store.settled, one) ?? [])));
  let last: HallCommand | undefined;
  return {
    move: (to, event) => {
      const isFree = event.altKey || !store.snaps;
      const point = { left: to[0], right: to[0], top: to[1], bottom: to[1] };
      const { by, guides } = isFree
        ? { by: [0, 0] as const, guides: [] }
        : snapMove(point, [0, 0], others, SNAP_PIXELS / map.view.scale, GRID_CM / 5);
      const end: XY = [Math.round(to[0] + by[0]), Math.round(to[1] + by[1])];
      last = at < 0 ? addedCorner(store.settled, part, side, end) : movedCorner(store.settled, part, at, end);
      store.preview(last);
      map.mark({ guides });
    },
    end: (_, isDrag) => {
      // A press at the middle of a side makes a corner there.
      const command = last ?? (at < 0 && !isDrag ? addedCorner(store.settled, part, side) : undefined);
      if (command) store.do(command);
      sayCorner(map);
    },
  };
}

export function sayCorner({ store }: Pick<EditorMap, 'store'>): void {
  const [part] = store.selection;
  if (part === undefined) return;
  const corners = cornersOf(store.document, part);
  const [x, y] = corners[store.corner] ?? [0, 0];
  store.say(texts.editorCornerAt({ corner: store.corner + 1, count: corners.length, x, y }));
}

/** Half the way from the chosen corner to the next. */
export function addCorner(store: EditorStore): void {
  const [part] = store.selection;
  const command = part && addedCorner(store.settled, part, store.corner);
  if (!command || !store.do(command)) return store.say(texts.editorCornersMost, true);
  store.setCorner(store.corner + 1);
  sayCorner({ store });
}

export function removeCorner(store: EditorStore): void {
  const [part] = store.selection;
  const command = part && removedCorner(store.settled, part, store.corner);
  if (!part || !command || !store.do(command)) return store.say(texts.editorCornersLeast, true);
  store.setCorner(Math.min(store.corner, cornersOf(store.settled, part).length - 1));
  sayCorner({ store });
}

/** Of the one part that is selected; again, and it is left. */
export function editOutline(store: EditorStore): void {
  if (store.tool.kind === 'outline') return store.setTool({ kind: 'select' });
  const [part] = store.selection;
  if (store.selection.length !== 1 || part === undefined) return;
  if (cornersOf(store.settled, part).length > MOST_CORNERS) return store.say(texts.editorCornersMost, true);
  store.setTool({ kind: 'outline' });
  store.setCorner(0);
  sayCorner({ store });
}
