/** What draws the map, loaded when the list is there to be used. */
export { HallMap } from './hall-map.ts';
export { MapLabels } from './map-labels.tsx';
