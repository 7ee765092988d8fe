/**
 * Where sections lie that no plan places: one behind the other in ranks, or, when there are many, in arcs around what they look at. It
 * depends on the sections' order and sizes alone, and guesses nothing from names, which would depend on the language. Pure.
 */

/** More sections than these stand in arcs, and from so many on all around. */
const MOST_IN_RANKS = 24;
const FEWEST_AROUND = 60;
const ARC_DEGREES = 200;
/** Between sections side by side, and from rank to rank. */
const BESIDE_CM = 150;
const BEHIND_CM = 300;
/** From the stage to the first rank. */
const BEFORE_CM = 250;
/** How far from the middle what is nearest to it is, at least. */
const NEAREST_CM = 1_500;
/** For a person who stands: half a square metre, of an area that is 5 wide and 2 deep. */
const STANDING_CM2 = 5_000;

/** A section's size, with half a seat around it. */
export interface LooseBlock {
  width: number;
  depth: number;
  /** Whether its rows may be bent: else it stays as it is. */
  bends: boolean;
}

export interface Arrangement {
  /** In the order of the blocks: the middle of the front, which way it looks, and the radius of the front if it is to be bent. */
  blocks: readonly { at: [number, number]; turn: number; radius?: number }[];
  stage: { at: [number, number]; size: [number, number] };
}

/** The size of general admission for so many. */
export function standingSize(capacity: number): [width: number, depth: number] {
  const depth = Math.sqrt((capacity * STANDING_CM2 * 2) / 5);
  return [Math.ceil(depth * 2.5), Math.ceil(depth)];
}

export function arranged(blocks: readonly LooseBlock[]): Arrangement {
  return blocks.length > MOST_IN_RANKS ? inArcs(blocks) : inRanks(blocks);
}

function inRanks(blocks: readonly LooseBlock[]): Arrangement {
  const area = blocks.reduce((sum, { width, depth }) => sum + width * depth, 0);
  const most = Math.max(Math.sqrt(1.6 * area), ...blocks.map(({ width }) => width));
  const placed: { at: [number, number]; turn: number }[] = [];
  let firstWidth = 0;
  let front = 0;
  for (let from = 0; from < blocks.length;) {
    let to = from;
    let width = -BESIDE_CM;
    let depth = 0;
    for (; to < blocks.length; to++) {
      const block = blocks[to] as LooseBlock;
      if (to > from && width + BESIDE_CM + block.width > most) break;
      width += BESIDE_CM + block.width;
      depth = Math.max(depth, block.depth);
    }
    let left = -width / 2;
    for (const block of blocks.slice(from, to)) {
      placed.push({ at: [Math.round(left + block.width / 2) + 0, front], turn: 0 });
      left += block.width + BESIDE_CM;
    }
    if (from === 0) firstWidth = width;
    front += Math.ceil(depth) + BEHIND_CM;
    from = to;
  }
  const size: [number, number] = [Math.max(200, Math.round(firstWidth / 2)), Math.max(100, Math.round(firstWidth / 8))];
  return { blocks: placed, stage: { at: [0, -BEFORE_CM - Math.ceil(size[1] / 2)], size } };
}

/** How far the corners of a block at this distance reach: one that is straight reaches farther than it is deep. */
function reachOf({ width, depth, bends }: LooseBlock, distance: number): number {
  return bends ? distance + depth : Math.hypot(distance + depth, width / 2);
}

function inArcs(blocks: readonly LooseBlock[]): Arrangement {
  const degrees = blocks.length >= FEWEST_AROUND ? 360 : ARC_DEGREES;
  const full = (degrees * Math.PI) / 180;
  const long = blocks.reduce((sum, { width }) => sum + width + BESIDE_CM, 0);
  const depth = Math.max(...blocks.map((block) => block.depth)) + BEHIND_CM;
  const nearest = Math.max(NEAREST_CM, Math.ceil(Math.max(...blocks.map(({ width }) => width)) * 0.75));
  let arcs = 1;
  while (full * (arcs * nearest + (depth * arcs * (arcs - 1)) / 2) < long) arcs++;

  // In proportion to their radii: else the last would be thin.
  const radii = Array.from({ length: arcs }, (_, index) => nearest + index * depth);
  const sum = radii.reduce((all, radius) => all + radius, 0);
  const rings = radii.map((): LooseBlock[] => []);
  let ring = 0;
  let upTo = ((radii[0] as number) * long) / sum;
  let passed = 0;
  for (const block of blocks) {
    const width = block.width + BESIDE_CM;
    while (passed + width / 2 > upTo && ring < arcs - 1) upTo += ((radii[++ring] as number) * long) / sum;
    rings[ring]?.push(block);
    passed += width;
  }

  const placed: { at: [number, number]; turn: number; radius?: number }[] = [];
  let front = nearest;
  for (const inside of rings) {
    if (inside.length === 0) continue;
    const length = inside.reduce((all, { width }) => all + width + BESIDE_CM, 0);
    front = Math.ceil(Math.max(front, length / full));
    placed.push(...ringOf(inside, front, degrees === 360));
    front = Math.max(...inside.map((block) => reachOf(block, front))) + BEHIND_CM;
  }
  const middle = Math.round(nearest / 2);
  return { blocks: placed, stage: { at: [0, 0], size: [2 * middle, middle] } };
}

/** From left to right; a ring all around is filled evenly and begins, and ends, at the front. */
function ringOf(inside: readonly LooseBlock[], front: number, isAround: boolean): Arrangement['blocks'] {
  const angles = inside.map(({ width }) => (width + BESIDE_CM) / front);
  const used = angles.reduce((sum, angle) => sum + angle, 0);
  const spare = isAround ? (2 * Math.PI - used) / inside.length : 0;
  let angle = -(used + spare * inside.length) / 2;
  return inside.map(({ bends }, index) => {
    const own = (angles[index] as number) + spare;
    const middle = angle + own / 2;
    angle += own;
    return {
      at: [Math.round(front * Math.sin(middle)) + 0, Math.round(front * Math.cos(middle)) + 0],
      turn: Math.round((-middle * 18_000) / Math.PI) / 100 + 0,
      ...(bends && { radius: front }),
    };
  });
}
