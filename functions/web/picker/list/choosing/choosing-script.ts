/** What it takes to choose seats, and to show what is chosen: loaded when somebody comes near, or has chosen something. */
export { BasketLines, FullBasketBar } from './basket.tsx';
export { addBest, dropLost, toggleSeat } from './choosing.ts';
export { tellHoldEnds } from './hold-ends.ts';
export { hoveredText, SeatView } from '../seat-view.tsx';
