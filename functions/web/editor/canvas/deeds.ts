/** What hands do on the plan, by the tool that they hold: choose, move, pull, draw, paint. Each is one command, done when the hand lets go. */
import { contains, isOn, sectionAt } from '../../picker/map/hits.ts';
import * as texts from '../../texts/of-editor.ts';
import { aislesAcross } from '../model/aisle-line.ts';
import type { HallCommand } from '../model/commands.ts';
import { boxOfPart, boxOfParts, shapeLaid } from '../model/geometry.ts';
import { type PartId, partsOf, ruleOf, sectionPart, shapePart, shapesOf, type XY } from '../model/hall-document.ts';
import { type Handle, pulled } from '../model/handles.ts';
import { addSeatsNear, type SeatSet, seatsOfSet } from '../model/seats-near.ts';
import { snapMove } from '../model/snapping.ts';
import { type Deed, SNAP_PIXELS } from './deed.ts';
import { drawnCommand, drawnNote, putNew } from './drawing.ts';
import { type EditorMap, GRID_CM } from './editor-map.ts';
import { cornerDeed } from './outline-deeds.ts';
import { moveRowsDeed, pressedRow, rowsDeed } from './row-deeds.ts';

const HANDLE_PIXELS = 16;
const BRUSH_PIXELS = 11;

/** In window pixels, for the hall moves under the hand. */
export function panDeed(map: EditorMap, from: [number, number]): Deed {
  let last = from;
  return {
    move: (_, event) => {
      const { left, top } = map.canvas.getBoundingClientRect();
      const now: [number, number] = [event.clientX - left, event.clientY - top];
      map.pan(now[0] - last[0], now[1] - last[1]);
      last = now;
    },
    end: () => undefined,
  };
}

export function beginDeed(map: EditorMap, from: XY, event: PointerEvent): Deed {
  const { store } = map;
  const { tool } = store;
  if (tool.kind === 'paint') return paintDeed(map, from, event.shiftKey);
  if (tool.kind === 'aisle') return aisleDeed(map, from);
  if (tool.kind === 'focus') return { move: () => undefined, end: (at) => void store.do({ kind: 'setFocus', at }) };
  if (tool.kind === 'rows') return rowsDeed(map, from, event) ?? emptyDeed(map, from, event);
  if (tool.kind === 'outline') return cornerDeed(map, from) ?? leaveOutlineDeed(map, event);
  if (tool.kind !== 'select') return drawDeed(map, from);
  const handle = handleAt(map, from);
  const [part] = store.selection;
  if (handle && part !== undefined) return pullDeed(map, part, handle.kind, from);
  const hit = partAt(map, from);
  if (hit === undefined) return emptyDeed(map, from, event);
  const row = pressedRow(map, from);
  if (row !== undefined && store.rows.includes(row) && hit === part) return moveRowsDeed(map, from);
  if (event.shiftKey) return { move: () => undefined, end: () => store.toggle(hit) };
  if (!store.selection.includes(hit)) store.select([hit]);
  return moveDeed(map, from);
}

function emptyDeed(map: EditorMap, from: XY, event: PointerEvent): Deed {
  return event.pointerType === 'touch' ? panOrClear(map, event) : bandDeed(map, from, event.shiftKey);
}

/** A press beside the outline that is edited: fingers move the view; with a mouse it is the end of editing it. */
function leaveOutlineDeed(map: EditorMap, event: PointerEvent): Deed {
  const { left, top } = map.canvas.getBoundingClientRect();
  const pan = panDeed(map, [event.clientX - left, event.clientY - top]);
  return { move: pan.move, end: (_, isDrag) => void (isDrag || map.store.setTool({ kind: 'select' })) };
}

function panOrClear(map: EditorMap, event: PointerEvent): Deed {
  const { left, top } = map.canvas.getBoundingClientRect();
  const pan = panDeed(map, [event.clientX - left, event.clientY - top]);
  return { move: pan.move, end: (_, isDrag) => void (isDrag || map.store.select([])) };
}

export function partAt(map: EditorMap, [x, y]: XY): PartId | undefined {
  const { store, hall } = map;
  const section = sectionAt(hall, x, y, store.floor);
  if (section) return sectionPart(section.id);
  const index = shapesOf(store.document).findLastIndex((shape) => {
    const laid = shapeLaid(shape);
    return isOn(laid, store.floor) && contains(laid.outline, x, y);
  });
  return index < 0 ? undefined : shapePart(index);
}

function handleAt(map: EditorMap, [x, y]: XY): Handle | undefined {
  const reach = HANDLE_PIXELS / map.view.scale;
  return map.handles().find(({ at }) => Math.hypot(at[0] - x, at[1] - y) <= reach);
}

export function showCursor(map: EditorMap, point: [number, number]): void {
  const { tool } = map.store;
  const at = map.toHall(...point);
  const cursor =
    tool.kind === 'pan'
      ? 'grab'
      : tool.kind !== 'select'
        ? 'crosshair'
        : handleAt(map, at)
          ? 'grab'
          : partAt(map, at) === undefined
            ? ''
            : 'move';
  if (map.canvas.style.cursor !== cursor) map.canvas.style.cursor = cursor;
}

function pullDeed(map: EditorMap, part: PartId, handle: Handle['kind'], from: XY): Deed {
  const { store } = map;
  const commandTo = (to: XY, isFree = false) => pulled(store.settled, part, handle, from, to, isFree);
  let last: HallCommand | undefined;
  return {
    move: (to, event) => {
      last = commandTo(to, event.altKey);
      store.preview(last);
      map.mark({ note: { text: pullNote(map, part, handle), at: to } });
    },
    end: () => void (last ? store.do(last) : undefined),
  };
}

function pullNote({ store }: EditorMap, part: PartId, handle: Handle['kind']): string {
  const section = store.document.chart.sections.find(({ id }) => sectionPart(id) === part);
  const rule = section && ruleOf(store.document, section.id);
  const shape = shapesOf(store.document).find((_, index) => shapePart(index) === part);
  if (handle === 'turn') return `${rule?.turn ?? shape?.turn ?? 0}°`;
  if (handle === 'bend')
    return rule?.radius === undefined
      ? texts.editorStraight
      : texts.editorRadiusOf({ metres: (rule.radius / 100).toFixed(1) });
  if (section?.kind === 'seated')
    return texts.editorRowsBySeats({ rows: section.rows.length, seats: section.rows[0]?.seats ?? 0 });
  const [width, depth] = rule?.size ?? shape?.size ?? [0, 0];
  return texts.editorMetresBy({ width: (width / 100).toFixed(1), depth: (depth / 100).toFixed(1) });
}

function moveDeed(map: EditorMap, from: XY): Deed {
  const { store } = map;
  const parts = store.selection;
  const box = boxOfParts(store.settled, parts);
  const others = partsOf(store.settled).flatMap((part) =>
    parts.includes(part) ? [] : (boxOfPart(store.settled, part) ?? []),
  );
  let last: HallCommand | undefined;
  return {
    move: (to, event) => {
      if (!box) return;
      const way: XY = [Math.round(to[0] - from[0]), Math.round(to[1] - from[1])];
      const isFree = event.altKey || !store.snaps;
      const { by, guides } = isFree
        ? { by: way, guides: [] }
        : snapMove(box, way, others, SNAP_PIXELS / map.view.scale, GRID_CM / 5);
      last = { kind: 'move', parts, by };
      store.preview(last);
      map.mark({ guides });
    },
    end: () => void (last ? store.do(last) : undefined),
  };
}

function bandDeed(map: EditorMap, from: XY, isAdded: boolean): Deed {
  const { store } = map;
  return {
    move: (to) => map.mark({ band: [from, to] }),
    end: (to, isDrag) => {
      const before = isAdded ? store.selection : [];
      if (!isDrag) return store.select(before);
      const [left, right] = [Math.min(from[0], to[0]), Math.max(from[0], to[0])];
      const [top, bottom] = [Math.min(from[1], to[1]), Math.max(from[1], to[1])];
      const inside = partsOf(store.document).filter((part) => {
        const box = boxOfPart(store.document, part);
        const isWithin = box && box.left >= left && box.right <= right && box.top >= top && box.bottom <= bottom;
        return isWithin && !before.includes(part) && isPartOn(map, part);
      });
      store.select([...before, ...inside]);
    },
  };
}

function isPartOn({ store, hall }: EditorMap, part: PartId): boolean {
  const section = hall.sections.find(({ id }) => sectionPart(id) === part);
  const shape = shapesOf(store.document).find((_, index) => shapePart(index) === part);
  return isOn(section ?? (shape && shapeLaid(shape)) ?? {}, store.floor);
}

function drawDeed(map: EditorMap, from: XY): Deed {
  return {
    move: (to) => map.mark({ band: [from, to], note: { text: drawnNote(map.store, from, to), at: to } }),
    end: (to, isDrag) => putNew(map.store, drawnCommand(map.store, from, isDrag ? to : undefined)),
  };
}

function paintDeed(map: EditorMap, from: XY, isWholeRow: boolean): Deed {
  const { store } = map;
  const { tool } = store;
  const seats: SeatSet = new Map();
  if (tool.kind !== 'paint') return { move: () => undefined, end: () => undefined };
  const { paint } = tool;
  const command = (): HallCommand => ({ kind: 'paint', seats: seatsOfSet(seats), paint });
  const touch = (at: XY): void => {
    const reach = Math.max(26, BRUSH_PIXELS / map.view.scale);
    if (addSeatsNear(seats, store.settled, at, reach, store.floor, isWholeRow || store.paintsRows))
      store.preview(command());
  };
  touch(from);
  return { move: touch, end: () => void (seats.size > 0 && store.do(command())) };
}

function aisleDeed(map: EditorMap, from: XY): Deed {
  const { store } = map;
  return {
    move: (to) => map.mark({ line: [from, to] }),
    end: (to) => {
      const found = aislesAcross(store.settled, from, to, store.floor);
      if (!found) return store.say(texts.editorNoRowCrossed, true);
      const isDone = store.do({ kind: 'all', commands: found.commands });
      if (isDone) store.say(texts.editorAisles({ rows: found.rows, on: found.isOn ? 'yes' : 'no' }));
    },
  };
}
