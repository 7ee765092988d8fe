/** What a hand does from when it is put down until it is lifted. */
import type { XY } from '../model/hall-document.ts';

/** So near to a line what is pulled is brought to it. */
export const SNAP_PIXELS = 7;

/** What a hand has begun. */
export interface Deed {
  move: (at: XY, event: PointerEvent) => void;
  /** @param isDrag whether it has moved at all */
  end: (at: XY, isDrag: boolean) => void;
}
