/** What `npm run import` is told: its arguments, checked, and its help. */
import { parseArgs } from 'node:util';
import { Fault } from '../../cli/fault.ts';
import { RULE } from './rules.ts';

/** The options of one import. */
export interface Options {
  file: string;
  url: URL;
  /** Both or neither. */
  account: { email: string; password: string } | undefined;
  concurrency: number;
  occurrences: number;
  dryRun: boolean;
}

export const HELP = `npm run import -- FILE [options]

Publishes the events of a JSON or iCalendar (.ics) file through the public API. It can be repeated: an event has the same id
at every import by the same organizer, so one that is there already is not published again.

  --url URL          the gateway (default http://127.0.0.1:8080)
  --email, --password
                     the organizer's account; it is registered when there is none. Also SEATMESH_EMAIL and
                     SEATMESH_PASSWORD. On a loopback URL an account is made up and kept in .seatmesh/organizer.json
  --concurrency N    requests at a time, 1 to 64 (default 8)
  --occurrences N    of a series in a calendar: the next N that have not ended, 1 to 100 (default 10)
  --dry-run          reads the file, applies the rule, reports, and publishes nothing
  --help

JSON: an array of {"name", "startDate": "2027-05-14", "endDate", "city", "country", "online", "url", "locales", "topics"}.
iCalendar (RFC 5545): VEVENTs with time zones by IANA's, Windows' and prefixed names or as the file defines them, all-day dates, DURATION,
RRULE, RDATE, EXDATE, RECURRENCE-ID and SEQUENCE; events with one UID and different starts are performances. LOCATION reads "venue,
street, city, country"; an event without LOCATION, or with a link for one, is online. What is cancelled (STATUS, METHOD) or
not public (CLASS) is skipped.

${RULE}

Exit code: 0 when every event of the file is there now, or was skipped for a reason that is reported; 1 when one failed, when it was
stopped before the end, or when nothing of the file can be published.`;

/**
 * Reads the command line; undefined when only help is asked for.
 * @throws Fault that says what does not fit
 */
export function readOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Options | undefined {
  const { values, positionals } = parsed(args);
  if (values.help) return undefined;
  const [file, ...more] = positionals;
  if (file === undefined) throw new Fault('Which file? npm run import -- FILE (more with --help)');
  if (more.length > 0) throw new Fault(`One file at a time: ${more.join(' ')} is too much`);
  return {
    file,
    url: urlOf(values.url ?? 'http://127.0.0.1:8080'),
    account: accountOf(values.email ?? env['SEATMESH_EMAIL'], values.password ?? env['SEATMESH_PASSWORD']),
    concurrency: numberOf('concurrency', values.concurrency, 64, 8),
    occurrences: numberOf('occurrences', values.occurrences, 100, 10),
    dryRun: values['dry-run'] ?? false,
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        url: { type: 'string' },
        email: { type: 'string' },
        password: { type: 'string' },
        concurrency: { type: 'string' },
        occurrences: { type: 'string' },
        'dry-run': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new Fault(`${error instanceof Error ? error.message.split('\n')[0] : String(error)} (see --help)`, {
      cause: error,
    });
  }
}

function urlOf(text: string): URL {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) throw new Fault(`--url ${text} is not an http:// or https:// URL`);
  return url;
}

function accountOf(email: string | undefined, password: string | undefined): Options['account'] {
  if (email === undefined && password === undefined) return undefined;
  if (!email) throw new Fault('A password alone is no account: set --email or SEATMESH_EMAIL, too');
  if (!password) throw new Fault(`What is the password of ${email}? Set --password or SEATMESH_PASSWORD`);
  return { email, password };
}

function numberOf(name: string, text: string | undefined, most: number, fallback: number): number {
  if (text === undefined) return fallback;
  const number = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (number < 1 || number > most) throw new Fault(`--${name} takes a number from 1 to ${most}, not ${text}`);
  return number;
}
