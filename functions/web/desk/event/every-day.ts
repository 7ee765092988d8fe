/** Days without a sale have their place in a chart, too. Pure. */
interface DaySold {
  day: string;
  seats: number;
}

const DAY_MS = 86_400_000;
/** More bars would be thinner than what can be seen: then only the latest. */
const MOST_DAYS = 370;

export function everyDay(days: readonly DaySold[]): DaySold[] {
  const [first, last] = [days[0], days.at(-1)];
  if (!first || !last) return [];
  const seats = new Map(days.map((one) => [one.day, one.seats]));
  const end = Date.parse(last.day);
  const begin = Math.max(Date.parse(first.day), end - (MOST_DAYS - 1) * DAY_MS);
  return Array.from({ length: Math.round((end - begin) / DAY_MS) + 1 }, (_, index) => {
    const day = new Date(begin + index * DAY_MS).toISOString().slice(0, 10);
    return { day, seats: seats.get(day) ?? 0 };
  });
}
