/**
 * Times in the zone of their venue, and that zone as a calendar file describes it (RFC 5545, section 3.6.5): each observance that a time
 * needs, by itself. A rule would say more than is known, for what a zone does in years to come is decided year by year. Pure.
 */
import { line, lineOfText } from './content-lines.ts';

const DAY_MS = 86_400_000;
const LAST_MS = Date.parse('9999-12-31T23:59:59.999Z');
/** No zone changes its clocks more often, twice within two weeks. */
const STEP_MS = 14 * DAY_MS;
/** A zone that has not changed its clocks for so long does not, as far as the file is concerned. */
const SEARCHED_MS = 400 * DAY_MS;

/** From an instant on the clocks of a zone show so much more than UTC. */
interface Observance {
  /** Of one that has been for long, some instant since when. */
  onsetMs: number;
  fromMs: number;
  toMs: number;
}

/** The local times of one zone, which remembers what they need to be read. */
export class LocalTimes {
  readonly timeZone: string;
  readonly #format: Intl.DateTimeFormat;
  /** By when they begin. */
  readonly #needed = new Map<number, Observance>();
  /** With an instant that no clock was changed before. */
  readonly #known: (Observance & { lastMs: number })[] = [];

  constructor(timeZone: string) {
    this.timeZone = timeZone;
    this.#format = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      calendar: 'iso8601',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
  }

  /**
   * An instant as a property has it: by the clocks of the zone, or in UTC where that would mean another instant (the hour that comes
   * twice means its first time) or where the zone is UTC.
   */
  property(name: string, instant: string): string {
    const ms = Date.parse(instant);
    if (this.timeZone === 'UTC' || this.timeZone === 'Etc/UTC') return line(name, utc(ms));
    const observance = this.#observanceAt(ms);
    const { onsetMs, fromMs, toMs } = observance;
    if (ms - onsetMs < fromMs - toMs) return line(name, utc(ms));
    // A date has four digits.
    if (ms + toMs > LAST_MS) return line(name, utc(ms));
    this.#needed.set(onsetMs, observance);
    return line(`${name};TZID=${this.timeZone}`, local(ms + toMs));
  }

  /** The zone as far as the times that were written need it; nothing for one that none needs. */
  description(): string {
    if (this.#needed.size === 0) return '';
    const observances = [...this.#needed.values()].toSorted((a, b) => a.onsetMs - b.onsetMs);
    const least = Math.min(...observances.flatMap(({ fromMs, toMs }) => [fromMs, toMs]));
    return [
      line('BEGIN', 'VTIMEZONE'),
      lineOfText('TZID', this.timeZone),
      ...observances.map((observance) => described(observance, observance.toMs > least)),
      line('END', 'VTIMEZONE'),
    ].join('');
  }

  /** Goes back to what is known already, or to the last change of the clocks. */
  #observanceAt(ms: number): Observance {
    const toMs = this.#offsetMs(ms);
    let after = ms;
    while (after > ms - SEARCHED_MS) {
      const known = this.#known.find(({ onsetMs, lastMs }) => onsetMs <= after && after <= lastMs);
      if (known) {
        known.lastMs = Math.max(known.lastMs, ms);
        return known;
      }
      const before = after - STEP_MS;
      if (this.#offsetMs(before) !== toMs) return this.#remember(this.#change(before, after, toMs), ms);
      after = before;
    }
    return this.#remember({ onsetMs: after, fromMs: toMs, toMs }, ms);
  }

  #remember(observance: Observance, ms: number): Observance {
    this.#known.push({ ...observance, lastMs: ms });
    return observance;
  }

  /** The second in which clocks were changed, between two instants. */
  #change(before: number, after: number, toMs: number): Observance {
    let [low, high] = [Math.floor(before / 1_000), Math.ceil(after / 1_000)];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.#offsetMs(middle * 1_000) === toMs) high = middle;
      else low = middle;
    }
    return { onsetMs: high * 1_000, fromMs: this.#offsetMs(low * 1_000), toMs };
  }

  #offsetMs(ms: number): number {
    const second = Math.floor(ms / 1_000) * 1_000;
    const parts = new Map(this.#format.formatToParts(second).map(({ type, value }) => [type, value]));
    const number = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.get(type));
    const at = new Date(0);
    at.setUTCFullYear(number('year'), number('month') - 1, number('day'));
    at.setUTCHours(number('hour'), number('minute'), number('second'));
    return at.getTime() - second;
  }
}

/** An instant in UTC. */
export function utc(instant: string | number): string {
  return `${local(typeof instant === 'string' ? Date.parse(instant) : instant)}Z`;
}

/** What clocks show that are as far from UTC as `ms` says already. */
function local(ms: number): string {
  return new Date(ms).toISOString().replaceAll(/[-:]|\.\d{3}Z$/g, '');
}

function described({ onsetMs, fromMs, toMs }: Observance, isDaylight: boolean): string {
  const kind = isDaylight ? 'DAYLIGHT' : 'STANDARD';
  return [
    line('BEGIN', kind),
    line('DTSTART', local(onsetMs + fromMs)),
    line('TZOFFSETFROM', offset(fromMs)),
    line('TZOFFSETTO', offset(toMs)),
    line('END', kind),
  ].join('');
}

const digits = (value: number): string => String(value).padStart(2, '0');

function offset(ms: number): string {
  const seconds = Math.round(Math.abs(ms) / 1_000);
  const rest = seconds % 60;
  const minutes = digits(Math.floor(seconds / 60) % 60);
  // There is no -0000 (3.3.14).
  return `${ms < 0 ? '-' : '+'}${digits(Math.floor(seconds / 3_600))}${minutes}${rest === 0 ? '' : digits(rest)}`;
}
