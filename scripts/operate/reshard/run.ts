/** One run: the map in which slots are on their way, the slots, the map in which they are there, and what is left of them removed. */
import { SOMETHING_FOUND } from '../../cli/main.ts';
import { parseShardMap, type ShardMap } from '../../../functions/shared/slots.ts';
import { plural } from '../../../functions/shared/plural.ts';
import { Fault } from '../../cli/fault.ts';
import { withDatabases } from '../cluster/database-way.ts';
import { Kubectl } from '../cluster/kubectl.ts';
import { homeInCluster } from './map-in-cluster.ts';
import { homeInFile, homeOfRunning, type MapHome } from './map-homes.ts';
import { slotsText, type SlotsOnTheWay, waysIn, waysText, withArrived, withMove } from './map-steps.ts';
import { cleanSlots, letGoOfSlots, moveSlots, onWay, type ShardsOfMove, statesOf } from './move-slots.ts';
import type { Options } from './options.ts';
import type { MovedSlot } from './slot-move.ts';

type Say = (line: string) => void;

/** @returns the exit code */
export async function reshard(options: Options, signal: AbortSignal, say: Say = console.log): Promise<number> {
  if (!options.cluster) return inHome(await homeFor(options), options, signal, say);
  const { cluster: place, readyMs: timeoutMs } = options;
  const cluster = new Kubectl(place);
  return withDatabases(cluster, process.env, (env) =>
    inHome(homeInCluster(cluster, env, { timeoutMs, say, signal }), options, signal, say),
  );
}

async function inHome(home: MapHome, options: Options, signal: AbortSignal, say: Say): Promise<number> {
  const map = await home.read();
  if (options.what === 'status') return status(home, map, say);
  if (options.what === 'abort') return abort(home, map, options, say);
  return move(home, map, options, signal, say);
}

function homeFor({ mapFile, dataDir }: Options): Promise<MapHome> | MapHome {
  return mapFile ? homeInFile(mapFile, process.env) : homeOfRunning(dataDir);
}

async function move(home: MapHome, map: ShardMap, options: Options, signal: AbortSignal, say: Say): Promise<number> {
  const { slots, to, dryRun } = options;
  if (to !== undefined && (await home.others()).includes(to))
    throw new Fault(`${to} is no shard of events, and its name is taken: take another`);
  if (to !== undefined && !map.shards.some(({ name }) => name === to)) await home.requireRoomFor(to);
  const text = slots && to ? withMove(map, slots, to) : undefined;

  const moving = text === undefined ? map : parseShardMap(text);
  const ways = waysIn(moving);
  if (ways.length === 0) return cleanUpAfter(home, map, options, say);
  const isNew = waysIn(map).length === 0;
  if (isNew) await home.requireAllFollow();
  say(`${isNew ? 'to move' : 'on their way'}: ${waysText(ways)}`);
  if (dryRun) return SOMETHING_FOUND;
  if (isNew && text !== undefined) {
    if (!(await home.write(text))) {
      say(
        'the map says so now: npm run render, deploy it, and when every function runs by it: npm run reshard -- --map FILE',
      );
      return 0;
    }
    say('the system knows that they are on their way');
  }
  for (const way of ways) await moveOneWay(home, way, options, signal, say);
  return arrive(
    home,
    moving,
    ways.flatMap((way) => way.slots),
    options,
    say,
  );
}

async function moveOneWay(
  home: MapHome,
  way: SlotsOnTheWay,
  { fenceLimitMs }: Options,
  signal: AbortSignal,
  say: Say,
): Promise<void> {
  const total = way.slots.length;
  let done = 0;
  const onMoved = ({ slot, fenceMs, rows }: MovedSlot): void => {
    done += 1;
    const { orders = 0, seat_claims: claims = 0 } = rows;
    if (claims > 0 || done % 64 === 0)
      say(
        `${slotsText([slot])}: ${plural(claims, 'seat')} of ${plural(orders, 'order')}, ${Math.round(fenceMs)} ms without writers`,
      );
  };
  const { moved, before } = await onWay(await shardsOf(home, way), (open) =>
    moveSlots(open, way.slots, { fenceLimitMs, signal, onMoved }),
  );
  const longest = Math.max(0, ...moved.map(({ fenceMs }) => fenceMs));
  const rows = moved.reduce((sum, one) => sum + Object.values(one.rows).reduce((all, count) => all + count, 0), 0);
  say(
    `${moved.length} of ${plural(total, 'slot')} moved from ${way.from} to ${way.to}${before.length > 0 ? `, ${before.length} before` : ''}: ${plural(rows, 'row')}, the same on both sides; ${Math.round(longest)} ms without writers at most`,
  );
}

/** The map in which they are there; what is left of them is removed where they were. */
async function arrive(
  home: MapHome,
  moving: ShardMap,
  arrived: readonly number[],
  options: Options,
  say: Say,
): Promise<number> {
  if (!(await home.write(withArrived(moving, new Set(arrived))))) {
    say(
      'the map says so now: npm run render, deploy it, and when every function runs by it, once more the same, to remove what is left',
    );
    return 0;
  }
  say('the system leads to where they are');
  return cleanUpAfter(home, await home.read(), options, say);
}

/** Of all slots that came from another shard. */
async function cleanUpAfter(home: MapHome, map: ShardMap, { waitMs, dryRun }: Options, say: Say): Promise<number> {
  const came = map.shards.flatMap(({ name, ranges }) =>
    ranges.flatMap(({ cameFrom, from, to }) =>
      cameFrom === undefined
        ? []
        : [{ from: cameFrom, to: name, slots: Array.from({ length: to - from + 1 }, (_, at) => from + at) }],
    ),
  );
  if (came.length === 0 || dryRun) {
    say('there is nothing to move');
    return 0;
  }
  let left = 0;
  for (const way of came) {
    const waiting = await onWay(await shardsOf(home, way), (open) => cleanSlots(open, way.slots, waitMs));
    left += waiting.length;
    if (waiting.length > 0)
      say(
        `${slotsText(waiting)}: messages of ${way.from} are still to be sent, so their rows stay there: run npm run reshard again later`,
      );
  }
  if (left === 0) say('nothing of them is left where they were');
  return left === 0 ? 0 : 1;
}

async function abort(home: MapHome, map: ShardMap, { dryRun }: Options, say: Say): Promise<number> {
  const ways = waysIn(map);
  if (ways.length === 0) {
    say('no slots are on their way');
    return 0;
  }
  if (dryRun) {
    say(`to be ended: ${waysText(ways)}`);
    return SOMETHING_FOUND;
  }
  const gone: number[] = [];
  for (const way of ways)
    gone.push(...(await onWay(await shardsOf(home, way), (open) => letGoOfSlots(open, way.slots))));
  const isTaken = await home.write(withArrived(map, new Set(gone)));
  say(
    `ended: ${waysText(ways)}; ${gone.length === 0 ? 'all of them stay' : `${slotsText(gone)} had gone over, and stay there`}`,
  );
  if (!isTaken) say('the map says so now: npm run render, and deploy it');
  return 0;
}

async function status(home: MapHome, map: ShardMap, say: Say): Promise<number> {
  const ways = waysIn(map);
  if (ways.length === 0) say('no slots are on their way');
  for (const way of ways) {
    const { here, fenced, moved } = await onWay(await shardsOf(home, way), (open) => statesOf(open, way.slots));
    say(`${waysText([way])}: ${moved} there, ${here} still where they were, ${fenced} at neither`);
    if (fenced > 0) say('callers of those are answered 503 slot_moving: go on with npm run reshard, or --abort');
  }
  return ways.length === 0 ? 0 : SOMETHING_FOUND;
}

async function shardsOf(home: MapHome, { from, to }: Pick<SlotsOnTheWay, 'from' | 'to'>): Promise<ShardsOfMove> {
  if (from === to) throw new Fault(`${from} is where they are`);
  return {
    from: { name: from, url: await home.database(from) },
    to: { name: to, url: await home.database(to) },
  };
}
