/**
 * What plans of pretix that are written here say by the way, as its schema has no words for it: what is drawn besides seats, by its colours; and how large
 * all is, by the id of a zone without rows. Pure.
 */
import type { Plan } from '../plan.ts';

type ShapeKind = NonNullable<Plan['shapes']>[number]['kind'];

export const PRETIX_COLOURS: Readonly<
  Record<Exclude<ShapeKind, 'text'>, { color: string; border_color: string; text: string }>
> = {
  stage: { color: '#4a4458', border_color: '#2b2733', text: '#ffffff' },
  area: { color: '#dddddd', border_color: '#888888', text: '#333333' },
  wall: { color: '#55504a', border_color: '#3d3934', text: '#ffffff' },
  door: { color: '#cfe3d4', border_color: '#4d7a5a', text: '#333333' },
  bar: { color: '#e8d9c0', border_color: '#8a6d3b', text: '#333333' },
  stairs: { color: '#d7d7e0', border_color: '#77778a', text: '#333333' },
  lift: { color: '#d0dbe6', border_color: '#5f7488', text: '#333333' },
  toilet: { color: '#e3d6e6', border_color: '#80628a', text: '#333333' },
};

/** What an area is, where both of its colours are ours. */
export function kindByColours(color: unknown, border: unknown): ShapeKind | undefined {
  const found = Object.entries(PRETIX_COLOURS).find(([, own]) => own.color === color && own.border_color === border);
  return found?.[0] as ShapeKind | undefined;
}

/** A pixel of a plan is so many centimetres. */
export const unitZoneId = (cm: number): string => `seatmesh ${cm} cm a pixel`;

export function unitOfZone(id: string): number | undefined {
  const cm = Number(/^seatmesh (\d{1,4}(?:\.\d{1,6})?) cm a pixel$/.exec(id)?.[1]);
  return cm > 0 ? cm : undefined;
}
