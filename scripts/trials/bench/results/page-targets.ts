/** The lines of the face: pages in a browser. */
import type { Measured } from '../part.ts';
import type { BenchTarget, Bounds } from './bench-targets.ts';
import { ratioOf, type Spread, spreadOf } from './comparison.ts';

const atMost = (must: number, stretch: number): Bounds => ({ atLeast: false, must, stretch });

const line = (
  what: string,
  unit: BenchTarget['unit'],
  [variant, ...figures]: readonly [string, ...string[]],
  bounds?: Bounds,
): BenchTarget => ({
  part: 'page',
  what,
  unit,
  ...(bounds && { bounds }),
  // Of several, the dearest.
  measure: (measured) => spreadOf(measured, variant, (found) => Math.max(...figures.map((name) => found[name] ?? 0))),
});

const SIZES = 'event page, gzip';
const PHONE = '50,400 seats on a phone, 4 times slower';

const frames = ['desk', 'phone'].flatMap((device) => {
  const map = `map, ${device}`;
  return [
    line(
      `map on a ${device}: a frame while panning`,
      'ms',
      [map, 'pandotsMs', 'panseatsMs', 'pannumbersMs'],
      atMost(12, 8),
    ),
    line(
      `map on a ${device}: a frame while zooming`,
      'ms',
      [map, 'zoomdotsMs', 'zoomseatsMs', 'zoomnumbersMs'],
      atMost(12, 8),
    ),
    line(
      `map on a ${device}: a frame at 300 changes`,
      'ms',
      [`300 changes a frame, ${device}`, 'areasMs', 'dotsMs', 'seatsMs', 'numbersMs'],
      atMost(12, 8),
    ),
    line(`map on a ${device}: 300 changes after long quiet, whole way of their messages`, 'ms', [map, 'changesMs']),
    line(`… of which a canvas of that size alone takes, redrawn empty`, 'ms', [`a bare canvas, ${device}`, 'emptyMs']),
    line(`… redrawn with a pixel a seat`, 'ms', [`a bare canvas, ${device}`, 'pixelsMs']),
  ];
});

export const PAGE_TARGETS: readonly BenchTarget[] = [
  line('event page: HTML', 'KB', [SIZES, 'htmlKb'], atMost(14, 10)),
  line('event page: CSS', 'KB', [SIZES, 'cssKb'], atMost(12, 8)),
  line('event page: JS without the picker', 'KB', [SIZES, 'scriptKb'], atMost(15, 10)),
  line('event page: the picker until its list can be used', 'KB', [SIZES, 'pickerKb'], atMost(25, 18)),
  line('event page: the map, loaded after the list', 'KB', [SIZES, 'mapKb']),
  line('event page: all scripts that load by themselves', 'KB', [SIZES, 'allKb'], atMost(40, 28)),
  line('event page: seats of a section and checkout, on demand', 'KB', [SIZES, 'onDemandKb']),
  line(
    'organizer’s desk with its editor: JS',
    'KB',
    ['organizer’s desk with its editor, gzip', 'scriptsKb'],
    atMost(120, 80),
  ),
  line(
    'server render of an event page, warm',
    'ms',
    ['server render of an event page, warm', 'renderMs'],
    atMost(2, 0.5),
  ),
  line('50,000 seats: the list can be used', 'ms', [PHONE, 'listMs'], atMost(2_000, 1_200)),
  line('50,000 seats: the map is drawn', 'ms', [PHONE, 'mapMs'], atMost(2_500, 1_500)),
  ...frames,
  line('a tab with 50,000 seats after a live sale', 'MB', ['a tab in a live sale', 'memoryMb'], atMost(120, 80)),
  line(
    'a seat that is sold, still shown as free by one of 30 pages',
    'ms',
    ['2,000 seats sold before 30 pages', 'staleMaxMs'],
    atMost(5_000, 2_000),
  ),
  line('pages of 30 that kept up with it', '', ['2,000 seats sold before 30 pages', 'keptUp']),
  {
    part: 'page',
    what: 'a frame of the map while panning against SVG with a node a seat',
    unit: '×',
    measure: againstSvg,
  },
];

function againstSvg(measured: Measured): Spread | undefined {
  return ratioOf(measured, 'map, desk', 'SVG, a node a seat, desk', 'pandotsMs');
}
