/**
 * What of a chart is drawn. Declared by its shape, so that nothing that draws loads what checks requests: a `Chart` as callers get it is
 * one of these. Types only.
 */

/** The numbers that a row's seats show: counted from the first, or each by itself. */
export type ShownNumbers = { first: number; step: number } | readonly string[];

export interface DrawnRow {
  label: string;
  seats: number;
  name?: string | undefined;
  numbers?: ShownNumbers | undefined;
  aisleAfter?: readonly number[] | undefined;
}

export interface DrawnSeated {
  id: string;
  name: string;
  kind: 'seated';
  rows: readonly DrawnRow[];
}

export interface DrawnGeneral {
  id: string;
  name: string;
  kind: 'general';
  capacity: number;
}

export type DrawnSection = DrawnSeated | DrawnGeneral;

export interface DrawnChart {
  sections: readonly DrawnSection[];
}
