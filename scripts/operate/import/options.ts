/** What `npm run import` takes: its arguments, checked, and its help. */
import { helpOf, readArguments } from '../../cli/command.ts';
import { Fault } from '../../cli/fault.ts';
import { flag, httpUrl, number, text } from '../../cli/options.ts';
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

const HERE = 'http://127.0.0.1:8080';

const COMMAND = {
  usage: 'npm run import -- FILE [options]',
  about: `Publishes the events of a JSON or iCalendar (.ics) file through the public API. It can be repeated: an event has the same id
at every import by the same organizer, so one that is there already is not published again.`,
  takesWords: true,
  options: {
    url: httpUrl({ what: 'the gateway', shown: HERE }),
    email: text({
      unit: 'EMAIL',
      what:
        "the organizer's account, also SEATMESH_EMAIL; it is registered when there is none. On a loopback URL an account is " +
        'made up and kept in .seatmesh/organizer.json',
      needs: 'an address',
    }),
    password: text({ unit: 'TEXT', what: 'its password, also SEATMESH_PASSWORD', needs: 'a password' }),
    concurrency: number({ unit: 'N', what: 'requests at a time', least: 1, most: 64, whole: true, usual: 8 }),
    occurrences: number({
      unit: 'N',
      what: 'of a series in a calendar: the next N that have not ended',
      least: 1,
      most: 100,
      whole: true,
      usual: 10,
    }),
    'dry-run': flag('reads the file, applies the rule, reports, and publishes nothing'),
  },
  notes: `JSON: an array of {"name", "startDate": "2027-05-14", "endDate", "city", "country", "online", "url", "locales", "topics"}.
iCalendar (RFC 5545): VEVENTs with time zones by IANA's, Windows' and prefixed names or as the file defines them, all-day dates, DURATION,
RRULE, RDATE, EXDATE, RECURRENCE-ID and SEQUENCE; events with one UID and different starts are performances. LOCATION reads "venue,
street, city, country"; an event without LOCATION, or with a link for one, is online. What is cancelled (STATUS, METHOD) or
not public (CLASS) is skipped.

${RULE}

Exit code: 0 when every event of the file is there now, or was skipped for a reason that is reported; 1 when one failed, when it was
stopped before the end, or when nothing of the file can be published.`,
};

export const HELP = helpOf(COMMAND);

/**
 * Reads the command line; undefined when only help is asked for.
 * @throws Fault that says what does not fit
 */
export function readOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Options | undefined {
  const given = readArguments(args, COMMAND);
  if (!given) return undefined;
  const { values, words } = given;
  const [file, ...more] = words;
  if (file === undefined) throw new Fault('Which file? npm run import -- FILE (more with --help)');
  if (more.length > 0) throw new Fault(`One file at a time: ${more.join(' ')} is too much`);
  return {
    file,
    url: values.url ?? new URL(HERE),
    account: accountOf(values.email ?? env['SEATMESH_EMAIL'], values.password ?? env['SEATMESH_PASSWORD']),
    concurrency: values.concurrency,
    occurrences: values.occurrences,
    dryRun: values['dry-run'],
  };
}

function accountOf(email: string | undefined, password: string | undefined): Options['account'] {
  if (email === undefined && password === undefined) return undefined;
  if (!email) throw new Fault('A password alone is no account: set --email or SEATMESH_EMAIL, too');
  if (!password) throw new Fault(`What is the password of ${email}? Set --password or SEATMESH_PASSWORD`);
  return { email, password };
}
