/** What is drawn with a tool: the command that it is, and what is written beside the hand meanwhile. */
import * as texts from '../../texts/of-editor.ts';
import type { EditorStore } from '../editor-store.ts';
import { kindName, partName } from '../editor-words.ts';
import type { HallCommand } from '../model/commands.ts';
import type { HallDocument, XY } from '../model/hall-document.ts';
import { countsIn, type Named, newSeated, newShape, newStanding, newTables } from '../model/new-parts.ts';
import { addedParts } from '../model/part-edits.ts';

const TABLE = { seats: 8, kind: 'round', size: [180, 180], apart: 350 } as const;
/** From the middle of a table to behind its chairs, in cm. */
const TABLE_REACH = 165;

export function namedNow(store: EditorStore, kind: 'seats' | 'tables' | 'standing'): Named {
  return { nameOf: (id) => texts.editorNewName({ kind, id }), floor: store.floor };
}

function boxOf([ax, ay]: XY, [bx, by]: XY) {
  const [width, depth] = [Math.abs(ax - bx), Math.abs(ay - by)];
  return { width, depth, middle: (ax + bx) / 2, front: Math.min(ay, by) };
}

/** @param to undefined: it was only pointed at a place */
export function drawnCommand(store: EditorStore, from: XY, to: XY | undefined): HallCommand | undefined {
  const { tool, settled } = store;
  const { width, depth, middle, front } = boxOf(from, to ?? from);
  if (tool.kind === 'seats') {
    const counts = to ? countsIn(width, depth) : { rows: 10, seats: 20 };
    return newSeated(settled, [middle, front], counts.rows, counts.seats, namedNow(store, 'seats'));
  }
  if (tool.kind === 'tables') {
    // As many as are within what is drawn, with their chairs.
    const along = (room: number): number => Math.max(1, Math.floor((room - 2 * TABLE_REACH) / TABLE.apart) + 1);
    const [across, deep] = to ? [along(width), along(depth)] : [4, 3];
    const tables = { ...TABLE, across, deep, tableName: (label: string) => texts.editorTableName({ label }) };
    return newTables(settled, [middle, to ? front + TABLE_REACH : front], tables, namedNow(store, 'tables'));
  }
  if (tool.kind === 'standing')
    return newStanding(settled, [middle, front], to ? width : 1_000, to ? depth : 600, namedNow(store, 'standing'));
  if (tool.kind === 'shape') {
    const at: XY = [middle, front + depth / 2];
    const text = tool.shape === 'text' || tool.shape === 'stage' ? kindName(tool.shape) : undefined;
    return newShape(tool.shape, at, to && [width, depth], text, tool.shape === 'stage' ? undefined : store.floor);
  }
  return undefined;
}

export function drawnNote(store: EditorStore, from: XY, to: XY): string {
  const { width, depth } = boxOf(from, to);
  if (store.tool.kind === 'seats') return texts.editorRowsBySeats(countsIn(width, depth));
  return texts.editorMetresBy({ width: (width / 100).toFixed(1), depth: (depth / 100).toFixed(1) });
}

/** Puts something new into the hall, selects it, and gives the hand its pointer back. */
export function putNew(store: EditorStore, command: HallCommand | undefined): void {
  if (!command) return;
  const before = store.settled;
  if (!store.do(command)) return;
  store.setTool({ kind: 'select' });
  selectAdded(store, before);
}

/** What a hall has since it was that one is selected, and said. */
export function selectAdded(store: EditorStore, before: HallDocument): void {
  const { settled } = store;
  const parts = addedParts(before, settled);
  store.select(parts);
  store.say(
    texts.editorAdded({ count: parts.length, name: parts[0] === undefined ? '' : partName(settled, parts[0]) }),
  );
}
