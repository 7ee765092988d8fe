/** What there is to draw. */
import type { Hall, HallSection, PlaceOf } from '../hall/seat-hall.ts';
import type { SeatStates } from '../hall/seat-states.ts';
import type { Palette } from './palette.ts';
import type { Size, View } from './view.ts';

export interface HallScene {
  hall: Hall;
  view: View;
  size: Size;
  /** Device pixels a CSS pixel. */
  ratio: number;
  palette: Palette;
  states: Pick<SeatStates, 'of' | 'sections'>;
  /** By a seat's number: 1 for one's own. */
  mine: Uint8Array;
  /** By a seat's number: 1 for what the filter leaves out; undefined: nothing. */
  dimmed: Uint8Array | undefined;
  /** Whose numbers are shown: a floor, or all. */
  floor: string | undefined;
  /** The number of the seat that the keyboard is at, or the mouse. */
  focused: number | undefined;
  /** What a stage is called that the plan gives no text. */
  stageText: string;
  font: string;
}

/** What hands do on it. */
export interface MapEvents {
  /** A seat that is large enough was tapped. */
  seat: (seat: PlaceOf) => void;
  /** A section was tapped where its seats are too small. */
  section: (section: HallSection) => void;
  /** What a mouse is over. */
  hover: (seat: PlaceOf | undefined) => void;
  /** Another floor is shown, whoever chose it. */
  floor?: (floor: string | undefined) => void;
}
