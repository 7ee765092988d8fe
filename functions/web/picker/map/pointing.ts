/**
 * What hands do on the map, told apart: a tap, a drag, two fingers. What moved more than six pixels was no tap, wherever it ended, so a drag
 * never chooses a seat. A wheel by itself scrolls the page; with Ctrl or ⌘, as a pinch on a touchpad comes, it zooms.
 */

export interface Gestures {
  /** A point that was touched or clicked, in CSS pixels of the element. */
  tap: (x: number, y: number, isTouch: boolean) => void;
  /** Moved by so many pixels. */
  pan: (dx: number, dy: number) => void;
  /** Larger by a factor, around a point. */
  zoom: (factor: number, x: number, y: number) => void;
  /** A mouse is over a point; undefined when it is gone. */
  hover: (x: number | undefined, y: number) => void;
  /** A hand that is drawn over the map, from a point to another. @returns whether it does anything; else it moves the map */
  draw: (from: readonly [number, number], to: readonly [number, number], isFirst: boolean) => boolean;
  /** Whether one finger moves the map; else it scrolls the page. */
  mayPan: () => boolean;
}

const SLACK_PIXELS = 6;

interface Finger {
  x: number;
  y: number;
  startX: number;
  startY: number;
  isDrag: boolean;
}

export function listenToHands(element: HTMLElement, gestures: Gestures, signal: AbortSignal): void {
  const fingers = new Map<number, Finger>();
  const at = (event: MouseEvent): [number, number] => {
    const { left, top } = element.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  };
  const on = <Type extends keyof HTMLElementEventMap>(
    type: Type,
    listener: (event: HTMLElementEventMap[Type]) => void,
    passive = true,
  ): void => element.addEventListener(type, listener, { signal, passive });

  on('pointerdown', (event) => {
    if (event.button !== 0) return;
    const [x, y] = at(event);
    // A second finger makes a drag of the first.
    for (const finger of fingers.values()) finger.isDrag = true;
    fingers.set(event.pointerId, { x, y, startX: x, startY: y, isDrag: fingers.size > 0 });
    if (event.pointerType === 'mouse') element.setPointerCapture(event.pointerId);
  });
  on('pointermove', (event) => {
    const [x, y] = at(event);
    const finger = fingers.get(event.pointerId);
    if (!finger) {
      if (event.pointerType === 'mouse') gestures.hover(x, y);
      return;
    }
    const before = [...fingers.values()].map((one) => ({ ...one }));
    const wasDrag = finger.isDrag;
    finger.isDrag ||= Math.hypot(x - finger.startX, y - finger.startY) > SLACK_PIXELS;
    [finger.x, finger.y] = [x, y];
    if (!finger.isDrag) return;
    if (fingers.size === 2) return pinch(before, [...fingers.values()], gestures);
    const from = before.find(({ startX, startY }) => startX === finger.startX && startY === finger.startY);
    if (fingers.size !== 1 || !from) return;
    if (gestures.draw(wasDrag ? [from.x, from.y] : [finger.startX, finger.startY], [x, y], !wasDrag)) return;
    if (event.pointerType === 'mouse' || gestures.mayPan())
      gestures.pan(x - (wasDrag ? from.x : finger.startX), y - (wasDrag ? from.y : finger.startY));
  });
  const lift = (event: PointerEvent, isCancelled: boolean): void => {
    const finger = fingers.get(event.pointerId);
    fingers.delete(event.pointerId);
    if (finger && !finger.isDrag && !isCancelled) gestures.tap(finger.x, finger.y, event.pointerType !== 'mouse');
  };
  on('pointerup', (event) => lift(event, false));
  on('pointercancel', (event) => lift(event, true));
  on('pointerleave', () => gestures.hover(undefined, 0));
  on(
    'wheel',
    (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
      gestures.zoom(Math.exp(Math.max(-60, Math.min(60, -event.deltaY * lines)) * 0.01), ...at(event));
    },
    false,
  );
}

function pinch(before: readonly Finger[], after: readonly Finger[], gestures: Gestures): void {
  const [a, b] = [middleOf(before), middleOf(after)];
  gestures.pan(b.x - a.x, b.y - a.y);
  if (a.apart > 0 && b.apart > 0) gestures.zoom(b.apart / a.apart, b.x, b.y);
}

function middleOf([one, other]: readonly Finger[]): { x: number; y: number; apart: number } {
  if (!one || !other) return { x: 0, y: 0, apart: 0 };
  return {
    x: (one.x + other.x) / 2,
    y: (one.y + other.y) / 2,
    apart: Math.hypot(one.x - other.x, one.y - other.y),
  };
}
