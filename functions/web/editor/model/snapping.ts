/** Where what is dragged stops: at the grid, at edges and middles of what is around it. Pure. */
import type { PlanBox } from '../../../shared/plan/outline.ts';
import type { XY } from './hall-document.ts';

/** A line that something was brought to: where it is drawn. */
export interface Guide {
  axis: 'x' | 'y';
  at: number;
}

export interface Snapped {
  by: XY;
  guides: readonly Guide[];
}

/** @param reach in cm: how near is near enough @param grid in cm; 0: none */
export function snapMove(moving: PlanBox, by: XY, others: readonly PlanBox[], reach: number, grid: number): Snapped {
  const guides: Guide[] = [];
  const along = (axis: 'x' | 'y'): number => {
    const [from, to] = axis === 'x' ? (['left', 'right'] as const) : (['top', 'bottom'] as const);
    const way = axis === 'x' ? by[0] : by[1];
    const own = [moving[from], (moving[from] + moving[to]) / 2, moving[to]];
    let best: { way: number; at: number; far: number } | undefined;
    const lines = [0, ...others.flatMap((box) => [box[from], (box[from] + box[to]) / 2, box[to]])];
    for (const at of lines)
      for (const edge of own) {
        const far = Math.abs(edge + way - at);
        if (far <= reach && far < (best?.far ?? Infinity)) best = { way: at - edge, at, far };
      }
    if (best) {
      guides.push({ axis, at: best.at });
      return best.way;
    }
    return grid > 0 ? Math.round(way / grid) * grid : way;
  };
  const moved: XY = [Math.round(along('x')), Math.round(along('y'))];
  return { by: moved, guides };
}

/** To quarters, then to whole fifteens, where they are near. */
export function snapTurn(degrees: number, isFree: boolean): number {
  if (isFree) return Math.round(degrees * 10) / 10;
  const fifteen = Math.round(degrees / 15) * 15;
  return Math.abs(degrees - fifteen) <= 3 ? fifteen : Math.round(degrees);
}
