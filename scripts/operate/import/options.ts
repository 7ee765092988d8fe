/** What `npm run import` takes: its arguments, checked, and its help. */
import { resolve } from 'node:path';
import { helpOf, readArguments } from '../../cli/command.ts';
import { Fault } from '../../cli/fault.ts';
import { flag, httpUrl, number, path, text } from '../../cli/options.ts';
import { RULE } from './import-rules.ts';

/** The options of one import. */
export interface Options {
  file: string;
  url: URL;
  /** Both or neither. */
  account: { email: string; password: string } | undefined;
  concurrency: number;
  occurrences: number;
  dryRun: boolean;
  /** What the file is called from one import to the next. */
  source: string;
  /** Where it is kept what was published from which source; undefined for the usual folder. */
  ledger: string | undefined;
  changeSold: boolean;
  cancelSold: boolean;
  cancelMissing: boolean;
}

const HERE = 'http://127.0.0.1:8080';

const COMMAND = {
  usage: 'npm run import -- FILE [options]',
  about: `Publishes the events of a JSON or iCalendar (.ics) file, or of a conference's schedule (XML or JSON), through the public API. It can
be repeated, and then follows the file: an event has the same id at every import by the same organizer, so what was published before is
changed where the file says something else by now, and cancelled where the file says that it will not be.`,
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
    'dry-run': flag(
      'says of each entry what would be done, and does nothing; without a server or an account it tells what the file has',
    ),
    'change-sold': flag('changes title, time or place also of events with sold or blocked seats'),
    'cancel-sold': flag('cancels also events with sold or blocked seats, and with them all their orders'),
    'cancel-missing': flag(
      'cancels what was published from this source and is not in it any more, not even under other dates',
    ),
    source: text({
      unit: 'NAME',
      what: 'what the file is called from one import to the next, whatever its path is by then; default its full path',
      needs: 'a name',
    }),
    ledger: path({
      unit: 'DIR',
      what: 'where it is kept what was published from which source; default .seatmesh/imports',
      needs: 'the name of a folder',
    }),
  },
  notes: `JSON: an array of {"name", "startDate": "2027-05-14", "endDate", "city", "country", "online", "url", "locales", "topics"}.
iCalendar (RFC 5545): VEVENTs with time zones by IANA's names, as the file defines them, or by any of the names that programs give them
(Windows', Outlook's, those of languages, UTC+1), all-day dates, dates as ISO 8601 has them, DURATION,
RRULE, RDATE, EXDATE, EXRULE, RECURRENCE-ID and SEQUENCE; events with one UID and different starts are performances, unless all but the last are
older versions by DTSTAMP, LAST-MODIFIED and SEQUENCE, and alike. LOCATION reads "venue,
street, city, country"; GEO and what Apple writes beside it help; an event without any, or with a link for a place, is online. What is cancelled (STATUS, METHOD) or
not public (CLASS) is not published. HTML in texts is read as text; a file may be packed (.gz). vCalendar 1.0, as phones write it, is read, too.
Files are meant to be in UTF-8 or UTF-16; a line that is in neither is read in the charset that it names, or as windows-1252, and that is noted.

Schedules of frab, pentabarf and pretalx (schedule.xml, schedule.json): each talk is an event, named by its guid, in its room; one guid
at several times is so many performances. What is listed after midnight without a date of its own is in the night of its day.

A repeated import sets title, description, category, times and place to what the file says. Prices, seats and everything else that the file
does not tell stay as the organizer has set them. An event with sold or blocked seats is reported with how many, keeps its title, time and
place, and is not cancelled, unless --change-sold or --cancel-sold says so. A series that is moved or cut short is followed: its dates that are gone
are moved to its new ones, in order, and those that remain are cancelled, as is what is not public (CLASS) any more. What is
cancelled stays so, wherever its series is moved, and is reported with its date. What is gone from the file altogether is reported
until it is over. A message about some events (METHOD:REQUEST, METHOD:CANCEL), or a file that is cut off, says nothing about the others.
What another source has published stays that one's: the same UIDs in two files are told apart. A file that was renamed goes on with its events.

${RULE}

Exit code: 0 when every event of the file is there now as the file says, or was skipped or is missing for a reason that is reported; 1 when
one was refused, when it was stopped before the end, or when nothing of the file can be published; 3 with --dry-run when something would be
published, changed or cancelled.`,
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
    source: values.source ?? resolve(file),
    ledger: values.ledger,
    changeSold: values['change-sold'],
    cancelSold: values['cancel-sold'],
    cancelMissing: values['cancel-missing'],
  };
}

function accountOf(email: string | undefined, password: string | undefined): Options['account'] {
  if (email === undefined && password === undefined) return undefined;
  if (!email) throw new Fault('A password alone is no account: set --email or SEATMESH_EMAIL, too');
  if (!password) throw new Fault(`What is the password of ${email}? Set --password or SEATMESH_PASSWORD`);
  return { email, password };
}
