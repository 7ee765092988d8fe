/** Between instants and what a clock shows in a zone, as `<input type="datetime-local">` has it: `2027-05-14T19:30`. Pure. */

const formats = new Map<string, Intl.DateTimeFormat>();

/** Undefined where this browser does not know the zone. */
function formatOf(zone: string): Intl.DateTimeFormat | undefined {
  const known = formats.get(zone);
  if (known) return known;
  try {
    const made = formatIn(zone);
    formats.set(zone, made);
    return made;
  } catch {
    return undefined;
  }
}

/** @throws RangeError */
function formatIn(zone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-GB-u-nu-latn', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
}

/** What a clock there shows; in UTC where the zone is not known. */
export function localTimeOf(instant: string, zone: string): string {
  const format = formatOf(zone) ?? formatIn('UTC');
  const parts = Object.fromEntries(format.formatToParts(new Date(instant)).map(({ type, value }) => [type, value]));
  const { year = '', month, day, hour, minute } = parts;
  return `${year.padStart(4, '0')}-${month}-${day}T${hour}:${minute}`;
}

/** The instant at which a clock there shows this: of two, the first; undefined when it never does, or it is no time. */
export function instantAt(local: string, zone: string): string | undefined {
  const asUtc = Date.parse(`${local}Z`);
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(local) || Number.isNaN(asUtc) || !formatOf(zone)) return undefined;
  // No zone is further than a day from UTC; what the clock shows around then tells its offsets before and after a change.
  const offsets = [-1, 1].map((days) => offsetAt(asUtc + days * 86_400_000, zone));
  const candidates = [...new Set(offsets)].map((offset) => asUtc - offset).toSorted((one, other) => one - other);
  const found = candidates.find((at) => localTimeOf(new Date(at).toISOString(), zone) === local);
  return found === undefined ? undefined : new Date(found).toISOString();
}

/** How far a zone is ahead of UTC at an instant, in ms. */
function offsetAt(at: number, zone: string): number {
  const minute = Math.floor(at / 60_000) * 60_000;
  return Date.parse(`${localTimeOf(new Date(minute).toISOString(), zone)}Z`) - minute;
}
