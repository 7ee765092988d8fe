/** What single keys do while rows are chosen, or an outline is edited: the same keys as for whole parts, and each says what came of it. */
import type { EditorMap } from '../canvas/editor-map.ts';
import { addCorner, removeCorner, sayCorner } from '../canvas/outline-deeds.ts';
import { sayWhereRowsAre } from '../canvas/row-deeds.ts';
import * as texts from '../../texts/of-editor.ts';
import type { EditorStore } from '../editor-store.ts';
import { seatedNamed, type XY } from '../model/hall-document.ts';
import { cornersOf, movedCorner } from '../model/outline-edits.ts';
import { boxOfRows } from '../model/row-moves.ts';

/** What keys act on: by names that all of them have. */
export interface KeyDeeds {
  arrow: (by: XY) => void;
  turn?: (degrees: number) => void;
  remove: () => void;
  step: (by: 1 | -1) => void;
  /** A new one beside it. */
  add?: () => void;
  leave: () => void;
}

export function deedsOfKeys(store: EditorStore, map: EditorMap | undefined): KeyDeeds | undefined {
  if (store.tool.kind === 'outline' && store.selection.length === 1) return outlineDeeds(store);
  const id = store.selectedSection;
  return id !== undefined && store.rows.length > 0 ? rowDeeds(store, map, id) : undefined;
}

function rowDeeds(store: EditorStore, map: EditorMap | undefined, id: string): KeyDeeds {
  const { rows } = store;
  const key = `${id}/${rows.join()}`;
  return {
    arrow: (by) => {
      if (store.do({ kind: 'moveRows', id, rows, by }, `rows/${key}`)) sayWhereRowsAre({ store });
    },
    turn: (degrees) => {
      if (store.do({ kind: 'turnRows', id, rows, degrees }, `turn/${key}`))
        store.say(texts.editorRowsTurned({ count: rows.length, row: rows[0] ?? '', degrees }));
    },
    remove: () => {
      const at = seatedNamed(store.document, id)?.rows.findIndex(({ label }) => label === rows[0]) ?? 0;
      if (!store.do({ kind: 'removeRows', id, rows })) return store.say(texts.editorRowsStay, true);
      // The next one is chosen: whoever goes on with keys is still among the rows.
      const left = seatedNamed(store.document, id)?.rows ?? [];
      const next = left[Math.min(at, left.length - 1)];
      store.setRows(next ? [next.label] : []);
      store.say(texts.editorRowsRemoved({ count: rows.length, row: rows[0] ?? '' }));
    },
    step: (by) => {
      const all = seatedNamed(store.document, id)?.rows ?? [];
      const at = all.findIndex(({ label }) => label === (by > 0 ? rows.at(-1) : rows[0]));
      const next = all[(at + by + all.length) % all.length];
      if (!next) return;
      store.setRows([next.label]);
      sayWhereRowsAre({ store });
      const box = boxOfRows(store.document, id, [next.label]);
      if (box && map && !map.isSeen(box)) map.showBox(box);
    },
    leave: () => store.setRows([]),
  };
}

function outlineDeeds(store: EditorStore): KeyDeeds {
  const { corner } = store;
  const part = store.selection[0] ?? 'shape:-1';
  const corners = cornersOf(store.document, part);
  const [x, y] = corners[corner] ?? [0, 0];
  const go = (to: number): void => {
    store.setCorner(to);
    sayCorner({ store });
  };
  return {
    arrow: ([dx, dy]) => {
      const command = movedCorner(store.settled, part, corner, [x + dx, y + dy]);
      if (command && store.do(command, `corner/${part}/${corner}`)) sayCorner({ store });
    },
    add: () => addCorner(store),
    remove: () => removeCorner(store),
    step: (by) => go((corner + by + corners.length) % Math.max(1, corners.length)),
    leave: () => store.setTool({ kind: 'select' }),
  };
}
