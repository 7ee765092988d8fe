/** How many processes a Service wants: what its autoscaler measures and remembers from one decision to the next. */
import { desiredScale, type Panic, ScaleDownDelay, type ScaleSettings } from './autoscaler.ts';
import { ConcurrencyMeter } from './averages.ts';

export class Scaling {
  readonly #settings: ScaleSettings;
  readonly #meter: ConcurrencyMeter;
  readonly #delay: ScaleDownDelay;
  #panicking: Panic | false = false;

  constructor(settings: ScaleSettings) {
    this.#settings = settings;
    this.#meter = new ConcurrencyMeter(settings, performance.now());
    this.#delay = new ScaleDownDelay(settings);
  }

  /** How often to decide. */
  get everyMs(): number {
    return this.#meter.bucketMs;
  }

  /** Requests in the Service. */
  get requests(): number {
    return this.#meter.now;
  }

  came(): void {
    this.#meter.change(1, performance.now());
  }

  left(): void {
    this.#meter.change(-1, performance.now());
  }

  beginAnew(): void {
    this.#meter.beginAnew(performance.now());
  }

  /** Between two ticks, for what cannot wait for the next. */
  wanted(live: number, now: number): number {
    const { desired, panicking } = desiredScale(this.#settings, this.#meter.load(live, now), this.#panicking);
    this.#panicking = panicking;
    return desired;
  }

  tick(live: number, now: number): number {
    this.#meter.tick(now);
    return this.#delay.taken(this.wanted(live, now), now);
  }
}
