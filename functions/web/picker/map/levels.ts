/** How much of a hall is drawn, by how far apart its seats are on the screen. Pure. */

/**
 * `areas`: sections as wholes; `dots`: a small square a seat; `seats`: forms, names of rows; `numbers`: with what stands on a seat and
 * what is special about it, and large enough to be touched.
 */
export type Level = 'areas' | 'dots' | 'seats' | 'numbers';

/** From seat to seat, in CSS pixels, from which a level begins. WCAG 2.5.8 asks for targets that are 24 apart. */
export const FROM_PIXELS = { dots: 2.5, seats: 8, numbers: 24 } as const;

/** @param pitch from seat to seat, in CSS pixels */
export function levelOf(pitch: number): Level {
  // What is computed to be 24 must not fall short by a rounding.
  const least = (from: number): boolean => pitch >= from - 1e-6;
  if (least(FROM_PIXELS.numbers)) return 'numbers';
  if (least(FROM_PIXELS.seats)) return 'seats';
  return least(FROM_PIXELS.dots) ? 'dots' : 'areas';
}
