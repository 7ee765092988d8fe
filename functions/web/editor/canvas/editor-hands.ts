/** Hands on the plan, told apart: one that does something, two fingers, a wheel; and what stops them. */
import type { XY } from '../model/hall-document.ts';
import type { Deed } from './deed.ts';
import { beginDeed, panDeed, showCursor } from './deeds.ts';
import type { EditorMap } from './editor-map.ts';
import { rowUnder, sayWhereRowsAre } from './row-deeds.ts';

/** A press that moves less is none of a drag. */
const SLACK_PIXELS = 5;

export function listenToEditor(map: EditorMap): void {
  const hands = new Hands(map);
  const { canvas, signal } = map;
  const on = <Type extends keyof HTMLElementEventMap>(
    type: Type,
    listener: (event: HTMLElementEventMap[Type]) => void,
    passive = true,
  ): void => canvas.addEventListener(type, listener, { signal, passive });
  on('pointerdown', (event) => hands.press(event), false);
  on('pointermove', (event) => hands.move(event));
  on('pointerup', (event) => hands.lift(event, false));
  on('pointercancel', (event) => hands.lift(event, true));
  on('dblclick', (event) => hands.twice(event));
  on('wheel', (event) => hands.wheel(event), false);
  document.addEventListener('keydown', ({ key }) => hands.key(key, true), { signal });
  document.addEventListener('keyup', ({ key }) => hands.key(key, false), { signal });
}

class Hands {
  readonly #map: EditorMap;
  readonly #fingers = new Map<number, [x: number, y: number]>();
  #deed: { pointer: number; from: [number, number]; isDrag: boolean; doing: Deed } | undefined;
  #isSpaceDown = false;

  constructor(map: EditorMap) {
    this.#map = map;
  }

  #at(event: MouseEvent): [number, number] {
    const { left, top } = this.#map.canvas.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  }

  press(event: PointerEvent): void {
    const point = this.#at(event);
    const map = this.#map;
    this.#fingers.set(event.pointerId, point);
    if (this.#fingers.size > 1) return this.#stop();
    if (event.button > 1) return;
    if (event.button === 1) event.preventDefault();
    map.canvas.setPointerCapture(event.pointerId);
    const isPan = event.button === 1 || this.#isSpaceDown || map.store.tool.kind === 'pan';
    const doing = isPan ? panDeed(map, point) : beginDeed(map, map.toHall(...point), event);
    this.#deed = { pointer: event.pointerId, from: point, isDrag: false, doing };
  }

  move(event: PointerEvent): void {
    const point = this.#at(event);
    const before = this.#fingers.get(event.pointerId);
    if (before && this.#fingers.size === 2) return this.#pinch(event.pointerId, point);
    if (before) this.#fingers.set(event.pointerId, point);
    const deed = this.#deed;
    if (deed?.pointer !== event.pointerId) return showCursor(this.#map, point);
    deed.isDrag ||= Math.hypot(point[0] - deed.from[0], point[1] - deed.from[1]) > SLACK_PIXELS;
    if (deed.isDrag) deed.doing.move(this.#map.toHall(...point), event);
  }

  lift(event: PointerEvent, isCancelled: boolean): void {
    this.#fingers.delete(event.pointerId);
    const deed = this.#deed;
    if (deed?.pointer !== event.pointerId) return;
    if (isCancelled) return this.#stop();
    this.#deed = undefined;
    this.#map.mark({});
    deed.doing.end(this.#map.toHall(...this.#at(event)), deed.isDrag);
  }

  /** Goes into a section: to the row that is there. */
  twice(event: MouseEvent): void {
    const { store } = this.#map;
    if (store.tool.kind !== 'select') return;
    const found = rowUnder(this.#map, this.#map.toHall(...this.#at(event)));
    if (!found) return;
    store.selectRows(found.section, [found.row]);
    sayWhereRowsAre(this.#map);
  }

  /** Alone it scrolls the page, as everywhere. */
  wheel(event: WheelEvent): void {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    this.#map.zoom(Math.exp(Math.max(-60, Math.min(60, -event.deltaY * lines)) * 0.01), ...this.#at(event));
  }

  key(key: string, isDown: boolean): void {
    if (key === ' ') this.#isSpaceDown = isDown;
    if (key === 'Escape' && isDown && this.#deed) this.#stop();
  }

  #stop(): void {
    this.#deed = undefined;
    this.#map.store.preview(undefined);
    this.#map.mark({});
  }

  #pinch(moved: number, to: [number, number]): void {
    const other = [...this.#fingers].find(([id]) => id !== moved)?.[1];
    const was = this.#fingers.get(moved);
    this.#fingers.set(moved, to);
    if (!other || !was) return;
    const apart = (point: XY): number => Math.hypot(point[0] - other[0], point[1] - other[1]);
    this.#map.pan((to[0] - was[0]) / 2, (to[1] - was[1]) / 2);
    if (apart(was) > 0 && apart(to) > 0)
      this.#map.zoom(apart(to) / apart(was), (to[0] + other[0]) / 2, (to[1] + other[1]) / 2);
  }
}
