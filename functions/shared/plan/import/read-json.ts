/** Fields of JSON that somebody else has written, each with its path, so that a fault says where it is. Pure. */
import { ImportFault } from './import-fault.ts';

export type GivenFields = Readonly<Record<string, unknown>>;
export type Position = readonly [x: number, y: number];

export function objectAt(value: unknown, path: string): GivenFields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw ImportFault.of('noObject', { path });
  return value as GivenFields;
}

export function listAt(value: unknown, path: string): unknown[] {
  if (!Array.isArray(value)) throw ImportFault.of('noList', { path });
  return value;
}

export function textAt(value: unknown, path: string): string {
  const text = textOrNone(value, path);
  if (text === undefined) throw ImportFault.of('missing', { path });
  return text;
}

/** Numbers are taken for text, too: some plans have them so. */
export function textOrNone(value: unknown, path: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (typeof value !== 'string') throw ImportFault.of('noText', { path });
  return value;
}

export function amountAt(value: unknown, path: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw ImportFault.of('noNumber', { path });
  return value;
}

export function positionAt(value: unknown, path: string): Position {
  const { x, y } = objectAt(value, path);
  return [amountAt(x, `${path}.x`), amountAt(y, `${path}.y`)];
}

/** Where none is given: where what is around it begins. */
export const positionOrNone = (value: unknown, path: string): Position =>
  value === undefined || value === null ? [0, 0] : positionAt(value, path);
