/** Keys: those of the whole editor have Ctrl or ⌘ with them; single ones count only while the plan has the focus (WCAG 2.1.4). */
import type { EditorMap } from '../canvas/editor-map.ts';
import { editOutline } from '../canvas/outline-deeds.ts';
import { sayWhereRowsAre } from '../canvas/row-deeds.ts';
import * as texts from '../../texts/of-editor.ts';
import type { EditorStore } from '../editor-store.ts';
import { partName } from '../editor-words.ts';
import { boxOfPart, middleOf } from '../model/geometry.ts';
import { partsOf, seatedNamed, type XY } from '../model/hall-document.ts';
import { copySelected, removeSelected } from './fields/place-fields.tsx';
import { deedsOfKeys, type KeyDeeds } from './part-keys.ts';

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.matches('input:not([type=checkbox]), textarea, select');

export function editorKeys(event: KeyboardEvent, store: EditorStore, onSave: () => void): void {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
  const key = event.key.toLowerCase();
  if (key === 's') {
    event.preventDefault();
    // What is being typed counts when it is left.
    if (isTyping(document.activeElement)) (document.activeElement as HTMLElement).blur();
    return onSave();
  }
  if (isTyping(event.target)) return;
  const doing: Readonly<Record<string, () => void>> = {
    z: () => (event.shiftKey ? store.redo() : store.undo()),
    y: () => store.redo(),
    d: () => copySelected(store),
    a: () => store.select(partsOf(store.document)),
  };
  const own = doing[key];
  if (!own) return;
  event.preventDefault();
  own();
}

const ARROWS: Readonly<Record<string, XY>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
const STEP_CM = 10;
const LARGE_STEP_CM = 100;
const PAN_PIXELS = 60;

export function planKeys(event: KeyboardEvent, store: EditorStore, map: EditorMap | undefined): void {
  if (event.ctrlKey || event.metaKey) return;
  const deeds = deedsOfKeys(store, map) ?? partDeeds(store, map);
  const arrow = ARROWS[event.key];
  if (arrow) {
    event.preventDefault();
    const step = event.shiftKey ? LARGE_STEP_CM : event.altKey ? 1 : STEP_CM;
    return deeds.arrow([arrow[0] * step, arrow[1] * step]);
  }
  const { selection } = store;
  const doing: Readonly<Record<string, () => void>> = {
    Delete: deeds.remove,
    Backspace: deeds.remove,
    '[': () => deeds.turn?.(-5),
    ']': () => deeds.turn?.(5),
    PageDown: () => deeds.step(1),
    PageUp: () => deeds.step(-1),
    Escape: deeds.leave,
    Enter: () => intoPart(store),
    i: () => deeds.add?.(),
    o: () => editOutline(store),
    '+': () => map?.zoom(1.25),
    '-': () => map?.zoom(1 / 1.25),
    0: () => map?.showAll(),
    m: () => void (selection.length > 0 && store.do({ kind: 'mirror', parts: selection })),
  };
  const own = doing[event.key];
  if (!own) return;
  event.preventDefault();
  own();
}

/** From a section to its rows: the first is chosen, and said. */
function intoPart(store: EditorStore): void {
  const id = store.selectedSection;
  const first = id === undefined ? undefined : seatedNamed(store.document, id)?.rows[0]?.label;
  if (first === undefined || store.rows.length > 0 || store.tool.kind === 'outline') return;
  store.setRows([first]);
  sayWhereRowsAre({ store });
}

function partDeeds(store: EditorStore, map: EditorMap | undefined): KeyDeeds {
  return {
    arrow: (by) => arrowed(store, map, by),
    turn: (degrees) => turned(store, degrees),
    remove: () => removeSelected(store),
    step: (by) => stepped(store, map, by),
    leave: () => {
      store.setTool({ kind: 'select' });
      store.select([]);
    },
  };
}

function arrowed(store: EditorStore, map: EditorMap | undefined, [dx, dy]: XY): void {
  const { selection } = store;
  const [part] = selection;
  if (part === undefined) return map?.pan(-Math.sign(dx) * PAN_PIXELS, -Math.sign(dy) * PAN_PIXELS);
  store.do({ kind: 'move', parts: selection, by: [dx, dy] }, `arrow/${selection.join()}`);
  const box = boxOfPart(store.document, part);
  if (!box) return;
  const [x, y] = middleOf(box);
  store.say(texts.editorMovedTo({ name: partName(store.document, part), x, y }));
}

function turned(store: EditorStore, degrees: number): void {
  const { selection } = store;
  const [part] = selection;
  if (part === undefined) return;
  store.do({ kind: 'turn', parts: selection, degrees }, `turn/${selection.join()}`);
  store.say(texts.editorTurnedBy({ name: partName(store.document, part), degrees }));
}

/** The next part, or the one before: selected, said, and brought into sight. */
function stepped(store: EditorStore, map: EditorMap | undefined, by: 1 | -1): void {
  const parts = partsOf(store.document);
  const at = parts.findIndex((part) => part === store.selection[0]);
  const next = parts[at < 0 ? (by > 0 ? 0 : parts.length - 1) : (at + by + parts.length) % parts.length];
  if (next === undefined) return;
  store.select([next]);
  store.say(partName(store.document, next));
  const box = boxOfPart(store.document, next);
  if (box) map?.showBox(box);
}
