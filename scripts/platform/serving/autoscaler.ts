/**
 * How many processes a Service should have, as a pure function: Knative's pod autoscaler (KPA). Tables made by upstream's own code hold it
 * to that (`upstream-scales.test.ts`). What one machine has room for is looked at afterwards (`spare-cores.ts`).
 */

/** From the autoscaling annotations of a Service. */
export interface ScaleSettings {
  minScale: number;
  maxScale: number;
  /** While there is any load, so many at least. */
  activationScale: number;
  /** Requests in a process at which it counts as full: target × utilization. */
  target: number;
  windowMs: number;
  /** The end of the window that tells of a surge. */
  panicMs: number;
  /** How many times their capacity the processes must be asked for in it. */
  panicThreshold: number;
  /** How long the last process stays once it may go. */
  retentionMs: number;
  /** How long a lower number must have been wanted before it is taken. */
  downDelayMs: number;
}

/** What was measured: requests in the Service, in its processes or waiting for one. */
export interface Load {
  /** When, in ms of a clock that only goes forward. */
  at: number;
  /** Processes that take requests or soon will. */
  ready: number;
  now: number;
  stableAverage: number;
  panicAverage: number;
  /** Since when there has been no request. */
  idleMs: number;
}

/** While it lasts nothing is scaled down. */
export interface Panic {
  /** When the threshold was last crossed. */
  crossedAt: number;
  /** The highest scale that was wanted since it began. */
  most: number;
}

/** A scale to take now, and the panic that goes on or false: what the next decision is to be told. */
export interface Decision {
  desired: number;
  panicking: Panic | false;
}

// Knative's defaults (config-autoscaler): at most so many times as many at once, and half as many.
const MAX_UP_RATE = 1000;
const MAX_DOWN_RATE = 2;
/** One machine is no cluster: a Service without max-scale stops here. */
export const MOST_PROCESSES = 20;

/**
 * One decision: Knative's scale, within the bounds of the Service. Beside the average of the panic window counts what is there right
 * now, if it is more: one machine need not wait for metrics, and takes the whole of a step of the load in one step of the scale.
 */
export function desiredScale(settings: ScaleSettings, load: Load, panicking: Panic | false): Decision {
  const panicAverage = Math.max(load.panicAverage, load.now);
  const decision = knativeScale(settings, { ...load, panicAverage }, panicking);
  const desired = decision.desired === 0 && !mayGoToZero(settings, load) ? 1 : decision.desired;
  return { ...decision, desired: clamp(desired, settings) };
}

/**
 * Knative's own decision, without bounds. A panic begins when the panic window asks for some times the capacity that there is. It ends a
 * stable window after that was last so, by when the average over that window knows of the surge; an average that is still full of
 * the quiet before would take away at once what was just started.
 */
export function knativeScale(
  settings: ScaleSettings,
  { at, ready, stableAverage, panicAverage }: Omit<Load, 'now' | 'idleMs'>,
  panicking: Panic | false,
): Decision {
  const there = Math.max(ready, 1);
  const forSurge = Math.ceil(panicAverage / settings.target);
  const within = (average: number): number => {
    const forLoad = Math.ceil(average / settings.target);
    const least = forLoad > 0 && settings.activationScale > 1 ? settings.activationScale : 0;
    const inSteps = Math.min(Math.max(forLoad, Math.floor(there / MAX_DOWN_RATE)), Math.ceil(MAX_UP_RATE * there));
    return Math.max(inSteps, least);
  };
  const stable = within(stableAverage);
  const panic = nextPanic(settings, at, panicking, forSurge / there >= settings.panicThreshold);
  if (panic) panic.most = Math.max(panic.most, stable, within(panicAverage));
  return { desired: panic ? panic.most : stable, panicking: panic };
}

function nextPanic(settings: ScaleSettings, at: number, before: Panic | false, isCrossed: boolean): Panic | false {
  if (isCrossed) return { crossedAt: at, most: before ? before.most : 0 };
  return before && at - before.crossedAt <= settings.windowMs ? { ...before } : false;
}

/** The last process goes after a whole window without a request, and the retention on top. */
const mayGoToZero = (settings: ScaleSettings, load: Load): boolean =>
  load.now === 0 && load.idleMs >= settings.windowMs + settings.retentionMs;

export const clamp = (desired: number, settings: ScaleSettings): number =>
  Math.min(Math.max(desired, settings.minScale), settings.maxScale, Math.max(MOST_PROCESSES, settings.minScale));

/** What is taken of the scales that were wanted: a lower one only when nothing higher was wanted for a while. */
export class ScaleDownDelay {
  readonly #delayMs: number;
  #wanted: { at: number; desired: number }[] = [];

  constructor({ downDelayMs }: ScaleSettings) {
    this.#delayMs = downDelayMs;
  }

  taken(desired: number, at: number): number {
    if (this.#delayMs === 0) return desired;
    // What is lower than this and older never counts again.
    this.#wanted = this.#wanted.filter((wanted) => wanted.at > at - this.#delayMs && wanted.desired > desired);
    this.#wanted.push({ at, desired });
    return this.#wanted[0]?.desired ?? desired;
  }
}
